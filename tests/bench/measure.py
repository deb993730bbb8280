"""measure.py: runs commands and keeps what they took. What is compared is run in turns, A B A B, so that it meets
the same noise; a figure is a median, a ratio the median of the rounds' ratios."""

import contextlib
import math
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parents[2]


class Failed(Exception):
    """A command that was to be measured did not do what it is for."""


class Taken(NamedTuple):
    wall_s: float
    cpu_s: float  # of the command and all that it waited for

    def __add__(self, other):
        return Taken(self.wall_s + other.wall_s, self.cpu_s + other.cpu_s)

    def __sub__(self, other):
        return Taken(self.wall_s - other.wall_s, self.cpu_s - other.cpu_s)


class Series(list):
    """What the rounds took, one Taken each."""

    @property
    def wall_s(self):
        return statistics.median(t.wall_s for t in self)

    @property
    def cpu_s(self):
        return statistics.median(t.cpu_s for t in self)

    def plus(self, other):
        return Series(a + b for a, b in zip(self, other))

    def minus(self, other):
        return Series(a - b for a, b in zip(self, other))

    def folded(self, n):
        """The mean of every N in a row."""
        return Series(Taken(*map(statistics.mean, zip(*self[i : i + n]))) for i in range(0, len(self), n))

    def over(self, other):
        """Two ratios, of wall and of CPU time."""
        return tuple(statistics.median(a[i] / b[i] if b[i] > 0 else math.nan for a, b in zip(self, other))
                     for i in range(2))


said = tempfile.TemporaryFile(buffering=0)  # the stderr of what ran last


def spawn(argv, env=None):
    argv = [str(a) for a in argv]
    actions = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_DUP2, said.fileno(), 2)]
    said.seek(0)
    said.truncate()
    return os.posix_spawnp(argv[0], argv, {**os.environ, **(env or {})}, file_actions=actions)


def require(status, argv, ok):
    if (code := os.waitstatus_to_exitcode(status)) not in ok:
        said.seek(0)
        why = said.read()[-400:].decode(errors="replace").strip()
        raise Failed(f"status {code}: {' '.join(map(str, argv))}: {why}")


def run(*commands, ok=(0,), env=None):
    """Runs the commands side by side."""
    start = time.monotonic()
    pids = {spawn(argv, env): argv for argv in commands}
    cpu_s = 0
    for pid, argv in pids.items():
        _, status, usage = os.wait4(pid, 0)
        cpu_s += usage.ru_utime + usage.ru_stime
        require(status, argv, ok)
    return Taken(time.monotonic() - start, cpu_s)


def interleaved(rounds, **steps):
    """Each round makes every step once, in their order; a step returns Taken. Gives a Series for each name."""
    series = {name: Series() for name in steps}
    for _ in range(rounds):
        for name, step in steps.items():
            series[name].append(step())
    return series


def peak_memory_mib(argv, ok=(0,)):
    """Runs a command; its own largest resident size, without that of its children, and what it took."""
    start, peak_kib = time.monotonic(), 0
    pid = spawn(argv)
    while True:
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            break
        with contextlib.suppress(OSError):
            found = re.search(r"VmHWM:\s*(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())
            peak_kib = max(peak_kib, int(found[1]) if found else 0)
        time.sleep(0.02)
    require(status, argv, ok)
    return Taken(time.monotonic() - start, usage.ru_utime + usage.ru_stime), peak_kib / 1024


def instructions(argv, ok=(0,)):
    """Instructions of the program itself, not of what it starts; None without valgrind."""
    if not shutil.which("valgrind"):
        return None
    with tempfile.NamedTemporaryFile() as kept:
        found = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={kept.name}",
                                *map(str, argv)], capture_output=True, text=True, check=False)
        collected = re.search(r"Collected\s*:\s*(\d+)", found.stderr)
    if found.returncode not in ok or not collected:
        raise Failed(f"valgrind, status {found.returncode}: {' '.join(map(str, argv))}")
    return int(collected[1])


def slope(points):
    """The exponent p of y = c x^p, by least squares in the logarithms."""
    xs, ys = zip(*((math.log(x), math.log(y)) for x, y in points))
    return statistics.linear_regression(xs, ys).slope


def has_module(name):
    return subprocess.run([PYTHON, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0


PYTHON = "/usr/bin/python3" if os.access("/usr/bin/python3", os.X_OK) else "python3"
