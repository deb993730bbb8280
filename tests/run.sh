#!/bin/sh
# run.sh BUILD: runs every test there is and sums them up in a line `N passed, N failed`.
# Each part prints its own failures and ends with such a line.
set -u
cd "$(dirname "$0")/.." || exit 3
build=${1:-build/release}
log=$(mktemp) || exit 3
trap 'rm -f "$log"' EXIT
passed=0
failed=0

part() { # part NAME COMMAND...: what it printed is shown; its last count is added
    name=$1
    shift
    "$@" >"$log" 2>&1
    status=$?
    cat "$log"
    counts=$(sed -n 's/^.*\b\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed.*$/\1 \2/p' "$log" | tail -n 1)
    if [ -z "$counts" ]; then
        echo "$name: ended with status $status before it had counted"
        counts="0 1"
    elif [ "$status" -ne 0 ] && [ "${counts#* }" -eq 0 ]; then
        echo "$name: ended with status $status"
        counts="${counts% *} 1"
    fi
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
}

part "unit tests" "$build/tests/unit"
# The slips tell how well causes are named, which sanitizers do not change.
# Hostile submissions: each once, half of them as root and the others as a user, a twelfth with
# sanitizers; `make hostile` is all of them with every set of layers.
case $build in
*asan*)
    part "corpus" "$build/tests/corpus" "$build/gradecheck" tests/submissions
    part "hostile submissions" "$build/tests/hostile" --slow no --share 12 tests/hostile tests/submissions
    ;;
*)
    part "accuracy" env EVERY="${EVERY:-3}" tests/accuracy.sh "$build" public
    part "hostile submissions" "$build/tests/hostile" --slow no --share 2 tests/hostile tests/submissions
    ;;
esac
part "a table of answers" tests/table.sh "$build"
part "layers" tests/layers.sh "$build"
part "teaching" tests/teach.sh "$build"
part "implementations" tests/variants.sh "$build"
part "command line" tests/cli.sh "$build/gradecheck"
# Neither runs what was built here.
case $build in
*asan*) ;;
*)
    part "setup" tests/test_setup.sh
    part "documentation" tests/docs.sh "$build"
    ;;
esac

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
