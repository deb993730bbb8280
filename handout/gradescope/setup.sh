#!/bin/sh
# setup.sh: run as root while Gradescope builds the image; /autograder/source is this archive.
# It ends with a run of the grader as run_autograder makes it, so that what is missing here is seen
# now, and not by a student.
set -eu
source=/autograder/source

apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends gcc libc6-dev make binutils

# Fixtures and grader are root's alone: what a submission becomes runs as another user.
chown -R root:root "$source"
find "$source" -type d -exec chmod 700 {} +
find "$source" -type f -exec chmod go= {} +

"$source/grader/gradecheck" doctor
echo "a run, as it will be of each submission:"
"$source/grade" "$source/student_template" "$source/first-run"
if grep -q "could be graded" "$source/first-run/results.json"; then
    cat "$source/first-run/results.json"
    exit 3
fi
rm -rf "$source/first-run"
