#!/bin/sh
# accuracy.sh BUILD [KEYS]: grades every right and wrong submission, the slips included, with the
# public set and with hidden sets from KEYS keys (3), and prints for each what became of it and which
# cause was named. Ends with a line `N passed, N failed`.
set -u
cd "$(dirname "$0")/.." || exit 3
build=${1:-build/release}
keys=${2:-3}
scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT
chmod 755 "$scratch"
passed=0
failed=0

run() { # run NAME [OPTION...]
    echo "---- $1"
    shift
    "$build/tests/corpus" --slips tests/slips "$@" "$build/gradecheck" tests/submissions >"$scratch/log"
    status=$?
    cat "$scratch/log"
    counts=$(sed -n 's/^corpus: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$scratch/log")
    [ -n "$counts" ] || counts="0 1"
    [ "$status" -eq 0 ] || [ "${counts#* }" -gt 0 ] || counts="${counts% *} 1"
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
}

run "public set"
key=1
while [ "$key" -le "$keys" ]; do
    printf 'a key of the tests, number %d, of no course' "$key" >"$scratch/key"
    chmod 600 "$scratch/key"
    if "$build/make_fixtures" --key "$scratch/key" "$scratch/set-$key" >"$scratch/log"; then
        mkdir -p "$scratch/data" && cp fixtures/data/*.gz "$scratch/data/"
        run "hidden set $key of $keys" --fixtures "$scratch/set-$key"
    else
        cat "$scratch/log"
        failed=$((failed + 1))
    fi
    key=$((key + 1))
done
echo "accuracy: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
