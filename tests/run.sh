#!/bin/sh
# run.sh BUILD: runs every test there is and sums them up in a line `N passed, N failed`.
# Each part prints its own failures and ends with such a line. Two lanes run side by side: most parts
# keep one core busy.
set -u
cd "$(dirname "$0")/.." || exit 3
build=${1:-build/release}
logs=$(mktemp -d) || exit 3
trap 'rm -rf "$logs"' EXIT

part() { # part NAME COMMAND...: what it printed is shown whole; its last count is kept
    name=$1
    log="$logs/$lane.log"
    start=$(date +%s)
    shift
    "$@" >"$log" 2>&1
    status=$?
    counts=$(sed -n 's/^.*\b\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed.*$/\1 \2/p' "$log" | tail -n 1)
    if [ -z "$counts" ]; then
        echo "$name: ended with status $status before it had counted" >>"$log"
        counts="0 1"
    elif [ "$status" -ne 0 ] && [ "${counts#* }" -eq 0 ]; then
        echo "$name: ended with status $status" >>"$log"
        counts="${counts% *} 1"
    fi
    echo "$name: took $(($(date +%s) - start)) s" >>"$log"
    flock "$logs" cat "$log"
    echo "$counts" >>"$logs/$lane.counts"
}

# With sanitizers they take longer than all the rest: half of them in each lane. The walk over objects is
# fuzzed with sanitizers; the launcher and what it holds has none.
unit_half() {
    part "unit tests, half $1 of 2" env CK_EXCLUDE_TAGS="compiles clang probes" "$build/tests/unit" $(($1 - 1)) 2
}

# How a submission is told, whoever asks. The slips tell how well causes are named, which sanitizers do not
# change.
submissions() {
    lane=submissions
    part "exports of a class" tests/class_exports.sh "$build"
    case $build in
    *asan*) unit_half 1 ;;
    esac
    case $build in
    *asan* | *coverage*) part "corpus" "$build/tests/corpus" "$build/gradecheck" tests/submissions ;;
    *)
        part "accuracy" env EVERY="${EVERY:-6}" tests/accuracy.sh "$build" public
        part "exports" tests/exports.sh "$build"
        part "page" tests/browser.sh "$build"
        part "class site" tests/class_site.sh "$build"
        part "handout" tests/handout.sh "$build"
        ;;
    esac
}

# What says the same however the grader was built is asked of the usual one alone.
grader() {
    lane=grader
    case $build in
    *asan*)
        unit_half 2
        part "command line" tests/cli.sh "$build/gradecheck"
        return
        ;;
    esac
    part "unit tests" "$build/tests/unit"
    part "batches by OpenBLAS" "$build/tests/batch_cblas"
    part "command line" tests/cli.sh "$build/gradecheck"
    part "layers" tests/layers.sh "$build"
    part "a table of answers" tests/table.sh "$build"
    part "teaching" tests/teach.sh "$build"
    case $build in
    *coverage*) return ;;
    esac
    part "fixtures" tests/regenerate_jobs.sh "$build"
    part "implementations" tests/variants.sh "$build"
    part "results.json" tests/results.sh "$build"
    part "watch" tests/watch.sh "$build"
    part "setup" tests/test_setup.sh
    part "class" tests/class_grade.sh "$build"
    part "benchmark" tests/bench/test.sh "$build"
    part "similarity" tests/class_similar.sh "$build"
    part "documentation" tests/docs.sh "$build"
}

# Hostile submissions with nothing beside them: some win or lose a race. A sixth of them, half as root and
# half as a user; with sanitizers a 24th. `make hostile` is all of them with every set of layers.
hostile() {
    lane=hostile
    share=6
    case $build in
    *asan*) share=24 ;;
    esac
    part "hostile submissions" "$build/tests/hostile" --slow no --share "$share" tests/hostile tests/submissions
}

submissions &
grader
wait
hostile

cat "$logs"/*.counts | awk '{ passed += $1; failed += $2 }
    END { print passed + 0 " passed, " failed + 0 " failed"; exit failed > 0 || NR == 0 }'
