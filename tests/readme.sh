#!/bin/sh
# readme.sh: runs the README's commands in a fresh copy of the checkout, as a reader would. Those
# that would run these tests again, or install packages, are left out.
set -u
cd "$(dirname "$0")/.." || exit 3
scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT
export LC_ALL=C
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL VARIANT # of the make that runs the tests
passed=0
failed=0

git ls-files -z | xargs -0 tar -cf - | tar -xf - -C "$scratch" || exit 3
cd "$scratch" || exit 3
mkdir -p path/to submissions
cp -r student_template path/to/folder
cp -r student_template submissions/someone

# The commands: lines indented by four spaces that begin with make, build/ or for; a loop is one.
awk '/^    (make|build\/|for) ?/ || loop {
         sub(/^    /, "")
         loop = loop ? !/^ *done/ : /^for /
         printf "%s%s", $0, loop ? "\001" : "\n"
     }' README.md | tr '\001' '\036' >commands

while IFS= read -r line; do
    command=$(printf '%s' "$line" | tr '\036' '\n')
    case $command in
    *"setup test"* | *"setup demo"* | *install*) continue ;;
    esac
    wanted=0
    case $command in
    *--pass*) wanted=1 ;; # the template is below any mark
    esac
    sh -c "$command" >output 2>&1 </dev/null
    status=$?
    if [ "$status" -eq "$wanted" ]; then
        passed=$((passed + 1))
    else
        echo "FAIL (status $status): $command"
        tail -n 15 output
        failed=$((failed + 1))
    fi
done <commands

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
check "a mark of each submission" test -s submissions/someone.json
check "there were commands" test "$passed" -ge 8

echo "readme: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
