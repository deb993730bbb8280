"""course.py: a class: how many submissions a second, and what it takes to hand on their results."""

import os
import shutil
import sqlite3
import time

from measure import ROOT, Failed, Series, Taken, interleaved, peak_memory_mib, run


def make_class(bench, n, each=""):
    """As students hand in: right, wrong, and some broken archives; made of EACH entries of each corpus, or of all. The
    hostile ones are left out: a loop without end costs what it is allowed."""
    folder = bench.work / f"class-{n}"
    run([ROOT / "tests/class_corpus.sh", folder, n], env={"HOSTILE": "no", "EACH": str(each)})
    return folder


def graded_sources(bench, database, name):
    """What was graded, as the gradebook has it: the folder of each submission."""
    top = bench.work / f"sources-{name}"
    with sqlite3.connect(database) as book:
        rows = book.execute("SELECT files.content, files.name, files.bytes FROM files WHERE content IN"
                            " (SELECT content FROM attempts WHERE outcome = 'graded')").fetchall()
    for content, file, text in rows:
        (top / content).mkdir(parents=True, exist_ok=True)
        (top / content / file).write_bytes(text)
    return top


def grade_class(bench, folder, jobs):
    """Every submission anew; its gradebook, what it took, and the peak memory."""
    database = bench.work / "class.db"
    for old in bench.work.glob("class.db*"):
        old.unlink()
    taken, mib = peak_memory_mib([bench.build / "gradeclass", "grade", folder, "--db", database, "-j", jobs, "-q"],
                                 ok=(0, 1))
    return database, taken, mib


def compile_class(sources, jobs):
    """The floor: what the students wrote through the compiler, as many at a time."""
    with open(sources / "list", "w", encoding="utf-8") as names:
        print(*(path for path in sorted(sources.rglob("*.c"))), sep="\0", end="\0", file=names)
    return run(["xargs", "-0", "-a", sources / "list", "-P", jobs, "-n", "1", "timeout", "60", "gcc", "-O2", "-w", "-c",
                f"-I{ROOT / 'student_template'}", "-o", "/dev/null"], ok=(0, 123))


def class_(bench):
    table, n, jobs = bench.table, bench.class_size, os.cpu_count()
    folder = make_class(bench, n)
    graded, compiled, mib = Series(), Series(), 0
    for _ in range(max(1, bench.rounds // 3)):
        database, taken, peak = grade_class(bench, folder, jobs)
        graded.append(taken)
        mib = max(mib, peak)
        compiled.append(compile_class(graded_sources(bench, database, n), jobs))
    rate, rate_cpu = compiled.over(graded)
    table.put(what=f"{n} submissions, {jobs} jobs", unit="a second", value=n / graded.wall_s,
              beside=f"gcc -O2 -c, {jobs} jobs", beside_value=n / compiled.wall_s, ratio=rate, ratio_cpu=rate_cpu,
              target="ratio >= 0.95", met=rate >= 0.95, rounds=len(graded))
    table.add("the same in time", graded, "gcc -O2 -c", compiled)
    table.put(what="peak memory of gradeclass", unit="MiB", value=mib, rounds=len(graded))


# ---- report ----

FORMATS = ("junit", "gradescope", "markdown", "tap", "csv")


def some_results(bench):
    """results.json of some wrong submissions."""
    folder = bench.work / "results"
    folder.mkdir()
    wrong = [path for path in sorted((ROOT / "tests/submissions").iterdir()) if not path.name.startswith("right")]
    for path in wrong[:: max(1, len(wrong) // 4)][: min(4, bench.reports)]:
        run([bench.gradecheck, "grade", path, "--quiet", "--json", folder / f"{path.name}.json"], ok=(0, 1))
    return folder


def rewritten(database, copy):
    copy.unlink()
    start = Taken(time.monotonic(), time.process_time())
    with sqlite3.connect(database) as book:
        book.execute("VACUUM INTO ?", (str(copy),))
    return Taken(time.monotonic(), time.process_time()) - start


def report(bench):
    table, n, results = bench.table, bench.reports, some_results(bench)
    files, out = sorted(results.iterdir()), bench.work / "exported"

    def times(command):
        took = [run(command(i)) for i in range(n)]
        return sum(took[1:], took[0])

    took = interleaved(1, export=lambda: times(
        lambda i: [bench.gradecheck, "export", files[i % len(files)], "--format", FORMATS[i % len(FORMATS)],
                   "-o", out]),
        cat=lambda: times(lambda i: ["cp", files[i % len(files)], out]))
    table.add(f"export of {n} results", took["export"], "cp of each", took["cat"])

    database = bench.work / "reported.db"
    written = run([bench.build / "tests/class_gradebook", database, results, n])
    copy = bench.work / "copy.db"
    took = interleaved(bench.rounds, csv=lambda: run(
        [bench.build / "gradeclass", "export", database, "--format", "csv", "-o", out], ok=(0, 1)), cp=lambda: run(
            ["cp", database, copy]))
    table.add(f"gradeclass export, {n} students", took["csv"], "cp of the gradebook", took["cp"])
    table.add(f"gradebook of {n} students made up", Series([written]), "rewritten by SQLite",
              Series([rewritten(database, copy)]))
    report_site(bench, database, n)


def report_site(bench, database, n):
    if not (bench.build / "site/class.html").exists():
        bench.table.note("no pages of a class: `make setup viewer` builds them")
        return
    site, copy = bench.work / "site", bench.work / "site-copy"

    def write():
        shutil.rmtree(site, ignore_errors=True)
        return run([bench.build / "gradeclass", "report", database, "-o", site])

    def copied():
        shutil.rmtree(copy, ignore_errors=True)
        return run(["cp", "-r", site, copy])

    took = interleaved(bench.rounds, site=write, copy=copied)
    if not (site / "index.html").exists():
        raise Failed("no report of the class")
    bench.table.add(f"gradeclass report, {n} students", took["site"], "cp -r of the site", took["copy"])
