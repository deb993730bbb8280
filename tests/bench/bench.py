"""bench.py BUILD [SECTION...]: how fast the grader is, each figure beside its floor or its peer, measured in the
same run. Prints a table and writes BUILD/bench.json and BUILD/bench.md. docs/benchmarks.md says how to read them."""

import argparse
import pathlib
import subprocess
import sys
import tempfile

from course import class_, report
from grading import latency, watch
from growth import growth
from measure import Failed
from numeric import fixtures, gradient, reference
from table import Table

SECTIONS = {"latency": latency, "watch": watch, "class": class_, "gradient": gradient, "reference": reference,
            "fixtures": fixtures, "report": report, "growth": growth}


class Bench:
    """What every section needs."""

    def __init__(self, options):
        self.build = options.build.resolve()
        self.gradecheck = self.build / "gradecheck"
        self.table = Table()
        self.work = None  # an empty folder for each section
        self.rounds, self.submissions = options.rounds, options.submissions
        self.class_size, self.reports = options.class_size, options.reports
        self.changes = 0  # of sources, so that no two are the same


def at_least_one(text):
    if (number := int(text)) < 1:
        raise ValueError
    return number


def read_options():
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; default: all")
    parser.add_argument("--rounds", type=at_least_one, default=5, help="of what is compared (%(default)s)")
    parser.add_argument("--submissions", nargs="+", metavar="NAME", help="of tests/submissions (%(default)s)",
                        default=["right-plain-log", "right-octave", "right-tape", "right-several-files"])
    parser.add_argument("--class", type=at_least_one, default=60, dest="class_size", metavar="N",
                        help="submissions of a class (%(default)s)")
    parser.add_argument("--reports", type=at_least_one, default=1000, metavar="N", help="results (%(default)s)")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE", help="in place of BUILD/bench.json")
    options = parser.parse_args()
    for name in options.sections:
        if name not in SECTIONS:
            parser.error(f"no section '{name}': {', '.join(SECTIONS)}")
    return options


def main():
    options = read_options()
    failed = False
    with tempfile.TemporaryDirectory(prefix="gradecheck-bench-") as work:
        pathlib.Path(work).chmod(0o755)
        bench = Bench(options)
        for name in options.sections or SECTIONS:
            bench.table.section = name
            bench.work = pathlib.Path(work, name)
            bench.work.mkdir()
            print(f"bench: {name} ...", file=sys.stderr, flush=True)
            try:
                SECTIONS[name](bench)
            except (Failed, OSError, subprocess.SubprocessError) as failure:
                failed = True
                bench.table.note(f"failed: {failure}")
                print(f"bench: {name}: {failure}", file=sys.stderr)
    said = subprocess.run([bench.gradecheck, "--version"], capture_output=True, text=True, check=True).stdout
    kept = options.json or bench.build / "bench.json"
    kept.write_text(bench.table.as_json(said.split()[-1]), encoding="utf-8")
    markdown = bench.table.as_markdown()
    kept.with_suffix(".md").write_text(markdown, encoding="utf-8")
    print(markdown, end="")
    return 3 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
