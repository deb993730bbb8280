"""grading.py: one submission: how long until its mark, and from a save to the first verdict."""

import itertools
import json
import os
import re
import select
import shutil
import signal
import struct
import subprocess
import time

from measure import PYTHON, ROOT, Failed, Series, Taken, has_module, interleaved, run

FLAGS = ["-std=c11", "-O2", "-Wall", "-Wextra", "-I", ROOT / "student_template"]
CHECK_LIBRARIES = (["-lcheck", "-lsubunit", "-lrt", "-lm"], ["-lcheck", "-lrt", "-lm"])


class Submission:
    """A copy of a submission of the corpus, and the programs that are made of it."""

    def __init__(self, bench, name, copy=None):
        self.bench, self.name = bench, name
        self.folder = bench.work / (copy or name)
        self.made = bench.work / f"{self.folder.name}-made"
        self.made.mkdir()
        shutil.copytree(ROOT / "tests/submissions" / name, self.folder)
        self.find_sources()
        self.main = self.made / "program.main"
        source = self.made / "main.c"
        source.write_text("int main(void)\n{\n    return 0;\n}\n")
        run(["gcc", *FLAGS, "-c", source, "-o", self.main])

    def find_sources(self):
        self.sources = sorted(self.folder.glob("*.c"))
        self.objects = [self.made / f"{source.stem}.o" for source in self.sources]

    def change(self):
        """No cache knows it any more."""
        self.bench.changes += 1
        for source in self.sources:
            with source.open("a") as file:
                file.write(f"/* {os.getpid()} {self.bench.changes} */\n")

    def compile(self):
        """As many at a time as there are cores."""
        commands = [["gcc", *FLAGS, "-I", self.folder, "-c", source, "-o", o]
                    for source, o in zip(self.sources, self.objects)]
        jobs, taken = os.cpu_count(), Taken(0, 0)
        for first in range(0, len(commands), jobs):
            taken += run(*commands[first : first + jobs])
        return taken

    def link(self, *first, to="program", libraries=("-lm",)):
        """Some submissions have a main() of their own; the first counts."""
        return run(["gcc", "-Wl,-z,muldefs", *(first or (self.main,)), *self.objects, "-o", self.made / to, "-pthread",
                    *libraries])

    def build_changed(self):
        """What no cache can spare."""
        self.change()
        return self.compile() + self.link()

    def grade(self, *options, env=None):
        return run([self.bench.gradecheck, "grade", self.folder, "--quiet", "--json", self.made / "results.json",
                    *options], env=env)

    def grade_unheld(self):
        """With a cache of its own: what was built for another arrangement of layers is not taken."""
        cache = self.made / "cache"
        cache.mkdir(exist_ok=True)
        return self.grade("--no-sandbox", env={"XDG_CACHE_HOME": str(cache)})

    def functions(self):
        """The student's functions in one grading; of a grader whose worker takes their time."""
        timed = self.bench.build / "bench/timed"
        calls = timed / "calls"
        calls.write_bytes(bytes(24))
        calls.chmod(0o666)
        run([timed / "gradecheck", "grade", self.folder, "--quiet", "--no-sandbox", "--json",
             self.made / "timed.json"])
        n, wall_s, cpu_s = struct.unpack("Qdd", calls.read_bytes())
        if n == 0:
            raise Failed("the timed worker has called nothing")
        return Taken(wall_s, cpu_s)

    def naive(self):
        """Links and runs the naive Check program; compiling is counted already."""
        start = self.link(self.bench.build / "bench/naive.o", to="naive", libraries=self.bench.check_libraries)
        return start + run([self.made / "naive"])

    def pytest(self):
        library = self.made / "student.so"
        built = run(["gcc", *FLAGS, "-I", self.folder, "-fPIC", "-shared", *self.sources, "-o", library, "-lm"])
        return built + run([PYTHON, "-m", "pytest", "-q", "-p", "no:cacheprovider",
                            ROOT / "tests/bench/peer_pytest.py"], env={"STUDENT": str(library)})


def check_libraries(submission):
    """Those with which the naive program can be linked here, or None."""
    submission.compile()
    for libraries in CHECK_LIBRARIES:
        try:
            submission.link(submission.bench.build / "bench/naive.o", to="naive", libraries=libraries)
            return libraries
        except Failed:
            pass
    return None


def measure_submission(bench, submission):
    def compile_changed():
        submission.change()
        return submission.compile()

    steps = {"compile": compile_changed, "link": submission.link, "grade": submission.grade,
             "functions": submission.functions}
    if bench.check_libraries:
        steps["naive"] = submission.naive
    if bench.has_pytest:
        steps["pytest"] = submission.pytest
    return interleaved(bench.rounds, **steps) | measure_unchanged(bench, submission)


def measure_unchanged(bench, submission):
    """Short, and one is held against the other: each round is the mean of several pairs."""
    time.sleep(1.1)  # what was built of a file that has just changed is not kept
    submission.grade()
    submission.grade_unheld()
    took = interleaved(8 * bench.rounds, again=submission.grade, unheld=submission.grade_unheld)
    return {name: series.folded(8) for name, series in took.items()}


def latency(bench):
    table = bench.table
    submissions = [Submission(bench, name) for name in bench.submissions]
    bench.check_libraries = check_libraries(submissions[0])
    bench.has_pytest = has_module("pytest") and has_module("numpy")
    every = {}
    for submission in submissions:
        took = measure_submission(bench, submission)
        floor = took["compile"].plus(took["link"])
        table.add(f"grade {submission.name}", took["grade"], "compile, link, functions",
                  floor.plus(took["functions"]))
        for name, series in took.items():
            every.setdefault(name, Series()).extend(series)

    built = every["compile"].plus(every["link"])
    floor = built.plus(every["functions"])
    table.add("grade, all of them", every["grade"], "compile, link, functions", floor, at_most=1.10)
    table.add("grade, all of them", every["grade"], "compile, link", built, at_most=1.5)
    table.add("of it ours", every["grade"].minus(floor), "compile, link, functions", floor, limit_ms=40)
    table.add("functions of the student", every["functions"], "compile, link", built)
    table.add("graded again, unchanged", every["again"], "compile, link", built, limit_ms=60)
    if every["again"].over(every["grade"])[0] > 0.8:
        table.note("no cache spares an unchanged submission anything")
    table.add("of it what the layers add", every["again"].minus(every["unheld"]), "again, with --no-sandbox",
              every["unheld"], limit_ms=2)
    if "naive" in every:
        naive = every["compile"].plus(every["naive"])
        table.add("naive Check program", naive, "compile, link", built)
        table.add("grade", every["grade"], "naive Check program", naive, at_most=1)
    else:
        table.note("no naive Check program: `scripts/setup bench` brings Check")
    if "pytest" in every:
        table.add("grade", every["grade"], "pytest with numpy", every["pytest"], at_most=1)
    else:
        table.note("no pytest with numpy: `scripts/setup bench` brings them")
    start_up(bench, submissions[0])


def start_up(bench, submission):
    """What every run of the grader costs, whatever is graded."""
    took = interleaved(8 * bench.rounds, ours=lambda: run([bench.gradecheck, "--version"]),
                       nothing=lambda: run(["true"]))
    bench.table.add("start-up (--version)", took["ours"], "true", took["nothing"], limit_ms=5)
    kib = json.loads((submission.made / "results.json").read_text())["peak_memory_kib"]
    bench.table.put(what="peak memory of gradecheck", unit="MiB", value=kib / 1024, target="<= 64 MiB",
                    met=kib <= 64 << 10)
    bench.table.count("instructions of gradecheck", [bench.gradecheck, "grade", submission.folder, "--quiet", "--seed", "1",
                                                     "--json", submission.made / "results.json"],
                      "its start-up", [bench.gradecheck, "--version"])


# ---- watch ----

class Watcher:
    """gradecheck watch, and what it prints."""

    def __init__(self, bench, submission):
        self.process = subprocess.Popen([bench.gradecheck, "watch", submission.folder, "--json",
                                         submission.made / "results.json"], stdout=subprocess.PIPE)
        self.text = b""

    def until(self, pattern, seconds=60):
        """When what it prints first has PATTERN; forgets it up to its end."""
        deadline = time.monotonic() + seconds
        while not (found := re.search(pattern, self.text, re.M)):
            ready = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))[0]
            more = os.read(self.process.stdout.fileno(), 1 << 16) if ready else b""
            if not more:
                raise Failed(f"watch has not printed {pattern}, but {self.text}")
            self.text += more
        self.text = self.text[found.end():]
        return time.monotonic()

    def cpu_s(self):
        """Of it and of all that it has waited for."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def close(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()


IDLE = rb"^watching .*\n"
# A line of a report: neither blank nor one of those that say what is being done.
VERDICT = rb"^(?:(?!watching |\d\d:\d\d:\d\d )|\d\d:\d\d:\d\d first look)[^\n]*\S[^\n]*\n"


def watch(bench):
    submission = Submission(bench, bench.submissions[0])
    source = submission.sources[0]
    plain, other = "*dx = df;", "*dx = df + 0;"  # as right, and not the same code
    text = source.read_text()
    if plain not in text:
        raise Failed(f"{source.name} has no {plain}")
    versions = itertools.cycle([text.replace(plain, other, 1), text])
    watcher, whole = Watcher(bench, submission), Series()

    def save():
        """Until the first verdict; the whole one goes to its own series."""
        cpu_s = watcher.cpu_s()
        source.write_text(next(versions))
        start = time.monotonic()
        shown = Taken(watcher.until(VERDICT) - start, float("nan"))
        end = watcher.until(IDLE)
        whole.append(Taken(end - start, watcher.cpu_s() - cpu_s))
        return shown

    def quick_floor():
        took = run(["gcc", "-std=c11", "-O0", *FLAGS[-2:], "-c", source, "-o", submission.objects[0]])
        return took + submission.link()

    try:
        watcher.until(IDLE)
        took = interleaved(bench.rounds, save=save, quick=quick_floor,
                           official=lambda: submission.compile() + submission.link())
    finally:
        watcher.close()
    first = took["save"]
    bench.table.add("save to first verdict", first, "compile -O0, link", took["quick"], limit_ms=150)
    bench.table.add("save to the whole verdict", whole, "compile -O2, link", took["official"])
