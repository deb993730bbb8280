"""Grades a submission for Classroom 50, which runs this in the student's checkout.

The files beside this one are the grader and its fixtures. Writes ./result.json and ./report.html.
Ends with 0 when a mark was given, whatever it is; otherwise there is no result.json, and Classroom 50
reports a failure that is not the student's.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RESULT = pathlib.Path("result.json")


def no_mark(status, what):
    RESULT.unlink(missing_ok=True)
    print(f"gradecheck: no mark was given: {what}")
    sys.exit(status or 3)


def gradecheck(*arguments):
    """Ends without a mark unless the command succeeds. What it prints has been made safe to show."""
    run = subprocess.run([HERE / "grader" / "gradecheck", *arguments], stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    if run.returncode != 0:
        no_mark(run.returncode, run.stderr.splitlines()[0] if run.stderr else "the grader failed")


def main():
    # The way here may have cost the files their mode.
    for program in ("gradecheck", "jail"):
        os.chmod(HERE / "grader" / program, 0o755)
    RESULT.unlink(missing_ok=True)
    fixtures = HERE / "fixtures" / "hidden"
    if not fixtures.exists():
        fixtures = HERE / "fixtures" / "public"
    required = (HERE / "require").read_text().strip()
    with tempfile.TemporaryDirectory() as folder:
        graded = str(pathlib.Path(folder) / "results.json")
        gradecheck("grade", ".", "--fixtures", str(fixtures), "--require", required,
                   "--json", graded, "--quiet")
        gradecheck("export", graded, "--format", "classroom50", "--hidden", "score",
                   "-o", str(RESULT))
        gradecheck("report", graded, "-o", "report.html")


main()
