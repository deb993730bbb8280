#!/bin/sh
# docs.sh BUILD: runs the commands of the README and of docs/ in a copy of the checkout, as a reader
# would who has just built it. A command is a line that is indented by four spaces and begins with one of the
# words below, with the lines that belong to it. Left out are those that install, run these tests again,
# watch, or want an editor.
set -u
cd "$(dirname "$0")/.." || exit 3
build=${1:-build/release}
scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT
export LC_ALL=C
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL VARIANT # of the make that runs the tests
passed=0
failed=0

git ls-files -z | xargs -0 tar -cf - | tar -xf - -C "$scratch" || exit 3
mkdir -p "$scratch/build" && cp -a "$build" "$scratch/build/release" || exit 3
modules=grader/report/viewer/node_modules # what npm made once
[ ! -d "$modules" ] || cp -a "$modules" "$scratch/$modules" || exit 3
cd "$scratch" || exit 3
mkdir -p path/to submissions
cp -r student_template path/to/folder
cp -r student_template submissions/someone
mkdir -p years/2024/a years/2025/b
cp student_template/backprop.c years/2024/a/ && cp student_template/backprop.c years/2025/b/

left_out='setup (test|demo|verify-fixtures)|install|make teach|make asan|make coverage|make accuracy|make (corpus|hostile|mutants|fuzz|watch|screenshots)|gradecheck watch|tests/'

# commands FILE: one a line; the newlines within one are \036
commands() {
    awk '/^    (make|build\/|for|jq|head|sqlite3|gradecheck) ?/ && !open {
             sub(/^    /, ""); command = $0; open = 1
             loop = /^for /
             if (!going_on()) { print command; open = 0 }
             next
         }
         open { sub(/^    /, ""); command = command "\036" $0
                if (!going_on()) { print command; open = 0 } }
         # Within a loop, between quotes, or after a \.
         function going_on(  text) {
             if (loop) return command !~ /(^|\036) *done[^\036]*$/
             text = command
             return gsub(/\047/, "", text) % 2 == 1 || command ~ /\\$/
         }' "$1"
}

run() { # run FILE COMMAND
    wanted=0
    case $2 in
    *--pass*) wanted=1 ;; # the template is below any mark
    esac
    sh -c "$2" >output 2>&1 </dev/null
    status=$?
    if [ "$status" -eq "$wanted" ]; then
        passed=$((passed + 1))
    else
        echo "FAIL (status $status): $1: $2"
        tail -n 15 output
        failed=$((failed + 1))
    fi
}

for page in README.md docs/instructors.md docs/students.md docs/extending.md docs/exports.md docs/handout.md docs/gradebook.md; do
    before=$((passed + failed))
    commands "$page" | grep -vE "$left_out" >list
    while IFS= read -r line; do
        run "$page" "$(printf '%s' "$line" | tr '\036' '\n')"
    done <list
    if [ $((passed + failed)) -eq "$before" ]; then
        echo "FAIL: no command in $page"
        failed=$((failed + 1))
    fi
done

check() { # check WHAT CONDITION...: something that must hold after the commands
    what=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        echo "FAIL: $what"
        failed=$((failed + 1))
    fi
}
check "the template earns 0 of 100" grep -q '"score":[[:space:]]*0' marks.json
check "a mark of each submission" grep -q '^someone,' marks.csv
check "a page of each submission" grep -q '</html>' pages/someone.html
check "a report of the class" test -s site/index.html
check "the hidden set was graded" grep -q '"hidden":[[:space:]]*true' someone.json

echo "docs: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
