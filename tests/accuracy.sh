#!/bin/sh
# accuracy.sh BUILD SET...: grades every right and wrong submission, the slips included, with each
# SET, and prints for each what became of it and which cause was named. SET is `public`, or a number:
# the hidden set of a key of that number. EVERY=n takes each n-th. Ends with `N passed, N failed`.
set -u
cd "$(dirname "$0")/.." || exit 3
build=${1:-build/release}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- public
scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT
chmod 755 "$scratch"
passed=0
failed=0

run() { # run NAME [OPTION...]
    echo "---- $1"
    shift
    "$build/tests/corpus" --every "${EVERY:-1}" --slips tests/slips "$@" "$build/gradecheck" tests/submissions >"$scratch/log"
    status=$?
    cat "$scratch/log"
    counts=$(sed -n 's/^corpus: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$scratch/log")
    [ -n "$counts" ] || counts="0 1"
    [ "$status" -eq 0 ] || [ "${counts#* }" -gt 0 ] || counts="${counts% *} 1"
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
}

hidden_set() { # hidden_set NUMBER
    printf 'a key of the tests, number %s, of no course' "$1" >"$scratch/key"
    chmod 600 "$scratch/key"
    mkdir -p "$scratch/data" && cp fixtures/data/*.gz "$scratch/data/"
    "$build/make_fixtures" --key "$scratch/key" "$scratch/set-$1" >"$scratch/log"
}

for set in "$@"; do
    if [ "$set" = public ]; then
        run "public set"
    elif hidden_set "$set"; then
        run "hidden set $set" --fixtures "$scratch/set-$set"
    else
        cat "$scratch/log"
        failed=$((failed + 1))
    fi
done
echo "accuracy: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
