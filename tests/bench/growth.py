"""growth.py: how time grows with cases, parameters, submissions and sources, beside what the compiler or bare calls
take; a slope is the exponent p of time = c size^p. Draws BUILD/growth.svg and BUILD/growth.png."""

import gzip
import hashlib
import json
import os
import shutil
import subprocess

from course import compile_class, grade_class, graded_sources, make_class
from grading import Submission
from measure import ROOT, Failed, interleaved, run, slope
from numeric import check_and_bare


class Curve:
    """Times by size: ours, and beside it what it is held against."""

    def __init__(self, title, axis, beside, steepest):
        self.title, self.axis, self.beside, self.steepest = title, axis, beside, steepest
        self.points = []  # size, our ms, ms beside it

    def add(self, size, ours_s, beside_s):
        self.points.append((size, 1e3 * ours_s, 1e3 * beside_s))

    def slopes(self):
        """Over all sizes, for both; and ours between the two largest, where what is fixed matters least."""
        ours = [point[:2] for point in self.points]
        return slope(ours), slope([(size, beside) for size, _, beside in self.points]), slope(ours[-2:])


# ---- cases ----

def more_cases(folder, factor):
    """The public set with every case FACTOR times, but for that of the digits, which is a training. Returns how many
    cases there are."""
    public = ROOT / "fixtures/public"
    folder.mkdir(parents=True)
    manifest = json.loads((public / "manifest.json").read_text())
    for file in manifest["files"]:
        times = 1 if file["name"].startswith("digits") else factor
        group = json.loads(gzip.decompress((public / file["name"]).read_bytes()))
        group["cases"] = [{**case, "name": f"{case['name']}-{i}"} for i in range(times) for case in group["cases"]]
        text = json.dumps(group).encode()
        (folder / file["name"]).write_bytes(gzip.compress(text, 1))
        file.update(sha256=hashlib.sha256(text).hexdigest(), bytes=len(text), cases=len(group["cases"]))
    for file in manifest.get("misconceptions", []):
        shutil.copy(public / file["name"], folder)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return sum(file["cases"] for file in manifest["files"])


def by_cases(bench):
    curve = Curve("cases", "cases in the set", "compile, link", 1)
    submission = Submission(bench, bench.submissions[0])
    shutil.copytree(ROOT / "fixtures/data", bench.work / "sets/data")
    for factor in (1, 4, 16, 64):
        folder = bench.work / f"sets/{factor}"
        n = more_cases(folder, factor)
        results = submission.made / "results.json"

        took = interleaved(min(3, bench.rounds), compile=submission.build_changed,
                           grade=lambda: run([bench.gradecheck, "grade", submission.folder, "-q", "--fixtures", folder,
                                              "--json", results]))
        if json.loads(results.read_text())["score"] < 100:
            raise Failed(f"a right submission has not all points with {n} cases")
        curve.add(n, took["grade"].cpu_s, took["compile"].cpu_s)
    return curve


# ---- parameters ----

def by_parameters(bench):
    curve = Curve("parameters", "parameters of a net that are checked", "as many bare calls", 2)
    for hidden in (2, 5, 10, 20):
        n, _, check, bare = check_and_bare(bench, (20, hidden, 5, 50), 5)
        curve.add(n, check.cpu_s, bare.cpu_s)
    return curve


# ---- submissions ----

def by_submissions(bench):
    curve = Curve("submissions", "submissions of a class", "gcc -O2 -c of each", 1)
    jobs = os.cpu_count()
    for n in (10, 20, 40, 80):
        database, taken, _ = grade_class(bench, make_class(bench, n, each=5), jobs)
        curve.add(n, taken.cpu_s, compile_class(graded_sources(bench, database, f"growth-{n}"), jobs).cpu_s)
    return curve


# ---- sources ----

PART = """#include <math.h>
double part_{0}(unsigned n, const double *x, double *y);
static double row(unsigned n, const double *x, double c)
{{
    double sum = c;
    for (unsigned i = 0; i < n; i++)
        sum += x[i] / (1 + exp(-c * x[i]));
    return sum;
}}
double part_{0}(unsigned n, const double *x, double *y)
{{
    for (unsigned i = 0; i < n; i++)
        y[i] = row(n, x, {0}.5 + i) + row(i, x, {0}.25);
    return row(n, y, {0});
}}
"""


def by_sources(bench):
    curve = Curve("sources", "sources beside backprop.c, of 16 lines", "compile, link", 1)
    submission = Submission(bench, bench.submissions[0], copy="with-parts")
    for n in (1, 4, 16, 48):
        for i in range(n):
            (submission.folder / f"part_{i}.c").write_text(PART.format(i))
        submission.find_sources()

        took = interleaved(min(3, bench.rounds), compile=submission.build_changed, grade=submission.grade)
        curve.add(n, took["grade"].cpu_s, took["compile"].cpu_s)
    return curve


# ---- the plot ----

PANEL = """set xlabel "{curve.axis}"
set xtics ({sizes})
plot "{data}" using 1:2 with linespoints lt 1 pt 7 lw 2 title "gradecheck: slope {ours:.2f}, at the end {last:.2f}", \\
     "" using 1:3 with linespoints lt 2 pt 5 lw 2 dt 2 title "{curve.beside}: slope {beside:.2f}"
"""


def draw(bench, curves):
    panels = []
    for curve in curves:
        data = bench.work / f"{curve.title}.dat"
        data.write_text("".join("%g %g %g\n" % point for point in curve.points))
        ours, beside, last = curve.slopes()
        panels.append(PANEL.format(curve=curve, data=data, ours=ours, beside=beside, last=last,
                                   sizes=", ".join(str(size) for size, *_ in curve.points)))
    for terminal, ending in (("svg size 1000,760 font 'Helvetica,14' background 'white'", "svg"),
                             ("pngcairo size 1000,760 font 'Helvetica,11' background 'white'", "png")):
        script = (f"set terminal {terminal}\nset output '{bench.build}/growth.{ending}'\n"
                  "set logscale xy\nset key top left Left reverse\nset format y '%g'\nset autoscale fix\nset grid\n"
                  f"set ytics ({', '.join(str(m * 10**e) for e in range(6) for m in (1, 2, 5))})\n"
                  "set ylabel 'CPU time, ms'\n"
                  "set linetype 1 lc rgb '#1f5fa8'\nset linetype 2 lc rgb '#b35806'\n"
                  "set offsets graph 0.05, graph 0.05, graph 0.4, graph 0.1\n"
                  "set multiplot layout 2,2\n" + "".join(panels) + "unset multiplot\n")
        subprocess.run(["gnuplot"], input=script, text=True, check=True)


def growth(bench):
    curves = [by_cases(bench), by_parameters(bench), by_submissions(bench), by_sources(bench)]
    for curve in curves:
        ours, beside, last = curve.slopes()
        size, ours_ms, beside_ms = curve.points[-1]
        bench.table.put(what=f"{size} {curve.title}", unit="ms", value=ours_ms, cpu=ours_ms, beside=curve.beside,
                        beside_value=beside_ms, beside_cpu=beside_ms, ratio=ours_ms / beside_ms,
                        target=f"slope <= {curve.steepest}", met=last <= curve.steepest + 0.1, slope=ours,
                        slope_at_end=last, beside_slope=beside, points=curve.points)
        bench.table.note(f"{curve.title}: slope {ours:.2f}, {last:.2f} between the two largest; {curve.beside}: "
                         f"{beside:.2f}; CPU time throughout")
    if shutil.which("gnuplot"):
        draw(bench, curves)
        bench.table.note("drawn in growth.svg and growth.png beside the table")
    else:
        bench.table.note("not drawn: `scripts/setup bench` brings gnuplot")
