"""handout_steps.py FILE FOLDER: the commands of a workflow of GitHub or GitLab, as their runners would
give them to a shell, one file a step: FOLDER/1.sh, FOLDER/2.sh .. and FOLDER/env.sh, what is set.
"""

import pathlib
import shlex
import sys

import yaml

workflow = yaml.safe_load(pathlib.Path(sys.argv[1]).read_text())
folder = pathlib.Path(sys.argv[2])
job = workflow.get("jobs", workflow)["grade"]
if "steps" in job:
    environment = workflow["env"]
    steps = [step["run"] for step in job["steps"] if "run" in step]
else:
    environment = workflow["variables"]
    steps = ["\n".join(job["before_script"] + job["script"])]
folder.mkdir()
for number, step in enumerate(steps, 1):
    (folder / f"{number}.sh").write_text(step + "\n")
(folder / "env.sh").write_text(
    "".join(f"export {name}={shlex.quote(value)}\n" for name, value in environment.items()))
