"""table.py: the rows of a run, as JSON and as a table in Markdown."""

import json
import math
import os
import pathlib
import platform
import re
import subprocess
import time

from measure import instructions

COLUMNS = ("what", "took", "CPU", "beside", "took", "CPU", "ratio", "of CPU", "target", "met")


class Table:
    """Each row is a figure with its floor or peer: `value` and `beside_value` in `unit`, `ratio` as `ratio_of` says,
    and a target that is held against the one or the other. `cpu` is CPU time, where `unit` is one of time."""

    def __init__(self):
        self.rows, self.notes, self.section = [], [], None

    def add(self, what, series, beside, floor, *, at_most=None, at_least=None, limit_ms=None):
        """What a Series took over what the floor or peer took. `at_most`, `at_least`: of the ratio of wall time;
        limit_ms of the time itself."""
        ratio, ratio_cpu = series.over(floor)
        target, met = None, None
        if at_most is not None:
            target, met = f"ratio <= {at_most}", ratio <= at_most
        elif at_least is not None:
            target, met = f"ratio >= {at_least}", ratio >= at_least
        elif limit_ms is not None:
            target, met = f"<= {limit_ms} ms", 1e3 * series.wall_s <= limit_ms
        self.put(what=what, unit="ms", value=1e3 * series.wall_s, cpu=1e3 * series.cpu_s, beside=beside,
                 beside_value=1e3 * floor.wall_s, beside_cpu=1e3 * floor.cpu_s, ratio=ratio, ratio_cpu=ratio_cpu,
                 target=target, met=met, rounds=len(series))

    def count(self, what, argv, beside, floor_argv):
        """Instructions, which are the same in every run: what has become slower by 2 % is seen."""
        value, floor = instructions(argv), instructions(floor_argv)
        if value is None:
            self.note(f"no {what}: `scripts/setup bench` brings valgrind")
        else:
            self.put(what=what, unit="", value=value, beside=beside, beside_value=floor, ratio=value / floor)

    def put(self, **row):
        """Only what is known and a number that can be written."""
        self.rows.append({"section": self.section, **{
            key: value for key, value in row.items()
            if value is not None and (not isinstance(value, float) or math.isfinite(value))}})

    def note(self, text):
        self.notes.append({"section": self.section, "text": text})

    def as_json(self, version):
        return json.dumps({"format": "gradecheck-bench", "version": 1, "gradecheck": version,
                           "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "machine": machine(),
                           "rows": self.rows, "notes": self.notes}, indent=1, allow_nan=False) + "\n"

    def as_markdown(self):
        lines = []
        for section in dict.fromkeys(row["section"] for row in self.rows + self.notes):
            rows = [cells(row) for row in self.rows if row["section"] == section]
            lines += [f"**{section}**", ""]
            if rows:
                widths = [max(len(row[i]) for row in [COLUMNS, *rows]) for i in range(len(COLUMNS))]
                lines += ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths)) + " |"
                          for row in [COLUMNS, ["-" * w for w in widths], *rows]] + [""]
            lines += [f"- {note['text']}" for note in self.notes if note["section"] == section]
            if lines[-1]:
                lines.append("")
        return "\n".join(lines)


def cells(row):
    def figure(key):
        return shown(row.get(key), row["unit"])
    return (row["what"], figure("value"), figure("cpu"), row.get("beside") or "", figure("beside_value"),
            figure("beside_cpu"), shown(row.get("ratio"), ""), shown(row.get("ratio_cpu"), ""),
            row.get("target") or "", {True: "yes", False: "**no**", None: ""}[row.get("met")])


def shown(value, unit):
    if value is None:
        return ""
    if unit == "ms" and abs(value) >= 1e4:
        value, unit = value / 1e3, "s"
    number = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.{max(0, 3 - len(str(int(abs(value)))))}f}"
    return f"{number} {unit}".rstrip()


def said(*argv):
    try:
        return subprocess.run(argv, capture_output=True, text=True, check=False).stdout.splitlines()[0]
    except (OSError, IndexError):
        return None


def machine():
    """What the figures depend on, beside the grader."""
    cpu = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    return {"cpu": cpu[1] if cpu else platform.machine(), "cores": os.cpu_count(),
            "load": os.getloadavg()[0], "kernel": platform.release(), "gcc": said("gcc", "--version"),
            "libc": " ".join(platform.libc_ver()), "python": platform.python_version(),
            "valgrind": said("valgrind", "--version")}
