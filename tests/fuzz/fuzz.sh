#!/bin/sh
# fuzz.sh BUILD SECONDS [NAME...]: runs the fuzzers (or those named) for SECONDS each, JOBS (2) at
# once. SECONDS = 0: the seeds alone, once.
#
# What is found of new inputs is kept in BUILD/corpus/NAME, for the next time. An input that breaks
# something is kept in BUILD/crashes and named; move it to tests/fuzz/seeds/NAME when it is mended.
# Exit: 0 nothing broke, 1 something did, 3 a fuzzer could not be run.
set -u
cd "$(dirname "$0")/../.." || exit 3
build=$1
seconds=$2
shift 2
seeds=tests/fuzz/seeds
[ $# -gt 0 ] || set -- csv fixture object options reply results submission text

[ -w /dev/shm ] && TMPDIR=${TMPDIR:-/dev/shm} # what fuzzers write is worth no disk
work=$(mktemp -d "${TMPDIR:-/tmp}/gradecheck-fuzz-XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT
export TMPDIR="$work"

fuzz() { # fuzz NAME: one line; what it said last is in $work/NAME.log
    name=$1
    corpus=$build/corpus/$name
    log=$work/$name.log
    mkdir -p "$corpus" "$build/crashes" || return
    dictionary=tests/fuzz/$name.dict
    set -- -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
        -artifact_prefix="$build/crashes/$name-"
    [ ! -e "$dictionary" ] || set -- "$@" -dict="$dictionary"
    if [ "$seconds" -eq 0 ]; then
        set -- "$@" -runs=0 "$seeds/$name"
    else
        set -- "$@" -max_total_time="$seconds" "$corpus" "$seeds/$name"
    fi
    "$build/fuzz_$name" "$@" >"$log" 2>&1
    status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    each=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
    coverage=$(sed -n 's/^.* cov: \([0-9]*\) .*$/\1/p' "$log" | tail -n 1)
    crashes=0
    [ "$status" -eq 0 ] || crashes=1
    printf '%-11s %9s executions %7s/s  coverage %5s  %s crashes\n' "$name" "${runs:-0}" \
        "${each:-0}" "${coverage:-0}" "$crashes"
    if [ "$crashes" -ne 0 ]; then
        grep -E 'ERROR|runtime error|Assertion|SUMMARY' "$log" || tail -n 20 "$log"
        found=$(sed -n 's/^.*Test unit written to //p' "$log" | tail -n 1)
        [ -z "$found" ] || echo "again with: $build/fuzz_$name $found"
    fi
    echo "${runs:-0} $crashes" >>"$work/counts"
}

lane() { # lane I NAME...: every JOBS-th of them, from the I-th on
    i=$1
    shift
    for next; do
        [ "$i" -ne 0 ] || fuzz "$next"
        i=$(((i + jobs - 1) % jobs))
    done
}

jobs=${JOBS:-2}
n=$#
first=0
while [ "$first" -lt "$jobs" ]; do
    lane "$first" "$@" &
    first=$((first + 1))
done
wait

awk -v n="$n" '{ runs += $1; crashes += $2 }
    END {
        printf "fuzz: %d executions, %d crashes\n", runs, crashes
        exit NR < n ? 3 : crashes > 0
    }' "$work/counts"
