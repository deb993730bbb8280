#!/bin/sh
# regenerate_jobs.sh BUILD: make_fixtures shares its work over processes. The set is the same bytes however
# many there are; one that fails or is killed is one line of error, and the old set stays as it was. A few
# of the misconceptions stand for all.
set -u
cd "$(dirname "$0")/.." || exit 3
# shellcheck source=tests/checks.sh
. tests/checks.sh
build=${1:-build/release}
work=$(mktemp -d "${TMPDIR:-/tmp}/gradecheck-jobs-XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT
trap 'exit 3' HUP INT TERM
err=$work/err

mkdir "$work/some" && cp -R fixtures/data "$work/" || exit 3
for name in lecture ascent delta-sign lambda-doubled lambda-not-divided; do
    cp -R "reference/misconceptions/$name" "$work/some/" || exit 3
done
printf 'a key of these tests, and of no course\n' >"$work/key"
chmod 600 "$work/key"

make_set() { # make_set FOLDER OPTION...: what it says is in $work/out and $err
    folder=$1
    shift
    "$build/make_fixtures" --data fixtures/data --misconceptions "$work/some" "$@" "$folder" \
        >"$work/out" 2>"$err"
    status=$?
}

# ---- the same bytes ----

for jobs in 1 2 3; do
    make_set "$work/public-$jobs" --jobs $jobs
    ok "public set, $jobs at a time" is 0
    grep '^\[' "$work/out" >"$work/progress-$jobs"
    make_set "$work/hidden-$jobs" -j $jobs --key "$work/key" --student s1
    ok "hidden set, $jobs at a time" is 0
done
for jobs in 2 3; do
    ok "public set: the same with $jobs as with 1" diff -r "$work/public-1" "$work/public-$jobs"
    ok "hidden set: the same with $jobs as with 1" diff -r "$work/hidden-1" "$work/hidden-$jobs"
    ok "progress: the same with $jobs as with 1" cmp "$work/progress-1" "$work/progress-$jobs"
done
ok "the groups are the committed ones" diff -rq -x manifest.json -x misconceptions.json.gz fixtures/public "$work/public-3"
ok "progress: every group, in order" test "$(sed 's/^\[ *\([0-9]*\)\/.*/\1/' "$work/progress-3")" = "$(seq 47)"

# ---- what goes wrong ----

cp -R "$work/public-1" "$work/set"
untouched() { ok "$1: the old set is as it was" diff -r "$work/public-1" "$work/set"; }

for number in 0 -1 two 2x 257 ''; do
    make_set "$work/set" -j "$number"
    ok "-j '$number': status 2" is 2
    ok "-j '$number': says how" has "$err" "usage: make_fixtures .*\[-j | --jobs N\]"
done

for name in m-broken n-broken; do
    mkdir "$work/some/$name" && cp reference/misconceptions/delta-sign/why.md "$work/some/$name/" || exit 3
    echo 'int bp_cost(' >"$work/some/$name/backprop.c"
done
for jobs in 1 3; do
    make_set "$work/set" -j $jobs
    ok "two that do not compile, $jobs at a time: status 3" is 3
    ok "two that do not compile, $jobs at a time: one line" lines "$err" 1
    ok "two that do not compile, $jobs at a time: the first" has "$err" "m-broken' does not compile"
    untouched "two that do not compile, $jobs at a time"
done
rm -r "$work/some/n-broken"

# One that computes until it is killed by us, or by its limit of time: its process is there to be found.
cat >"$work/some/m-broken/backprop.c" <<'C'
#include "backprop.h"
double bp_sigmoid(double z) { for (volatile int i = 0;;) i = z > 0; }
C
"$build/make_fixtures" -j 2 --data fixtures/data --misconceptions "$work/some" "$work/set" \
    >"$work/out" 2>"$err" &
maker=$!
tries=0
while [ $tries -lt 300 ] && ! grep -q misconceptions "$work/out"; do
    sleep 0.1
    tries=$((tries + 1))
done
sleep 0.5
pgrep -P "$maker" | while read -r member; do
    grep -qs '^State:.*zombie' "/proc/$member/status" || kill -KILL "$member" 2>/dev/null
done
wait $maker
status=$?
ok "a process that is killed: status 3" is 3
ok "a process that is killed: one line" lines "$err" 1
ok "a process that is killed: says so" has "$err" ": the process at work on it was ended by signal 9"
untouched "a process that is killed"
summary "regenerate jobs: "
