#!/bin/sh
# table.sh BUILD: a submission that holds a table of all published expected values passes every
# case and earns nothing for it; on a hidden set it fails.
set -u
cd "$(dirname "$0")/.." || exit 3
# shellcheck source=tests/checks.sh
. tests/checks.sh
build=${1:-build/release}
work=$(mktemp -d "${TMPDIR:-/tmp}/gradecheck-table-XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"

grade() { # grade NAME [OPTION...]: the report and results.json of the table
    name=$1
    shift
    "$build/gradecheck" grade "$work/table" --json "$work/$name.json" "$@" >"$work/$name.txt"
}

# count FILE TASK OUTCOME: properties of a task with this outcome, "repeatable" left out
count() {
    awk -v task="\"$2\"" -v outcome="\"$3\"" '
        /"part":/ { part = 1 }
        /^\t\t\t"id":/ { gsub(/,/, "", $2); current = $2 }
        /"checks":/ { checks = 1 }
        /"diagnosis":/ { checks = 0 }
        checks && /"id":/ { gsub(/,/, "", $2); id = $2 }
        checks && /"outcome":/ {
            gsub(/,/, "", $2)
            n += current == task && $2 == outcome && id != "\"repeatable\""
        }
        END { print n + 0 }' "$1"
}

mkdir "$work/table"
ok "the table is written" "$build/tests/table_submission" fixtures/public "$work/table"
ok "it is graded" grade public
for task in sigmoid gates neuron graph chain unroll forward cost backprop gradient numgrad \
    reldiff descent predict; do
    ok "$task: some properties do not hold" test "$(count "$work/public.json" $task fail)" -gt 0
    ok "$task: none holds" test "$(count "$work/public.json" $task pass)" -eq 0
done
ok "no more than init, which has no table, earns points" has "$work/public.json" '"score":[[:space:]]*3,'
ok "the report says why" has "$work/public.txt" 'match the published cases only'
ok "all cases but the digits pass" \
    test "$(grep -c '"verdict":[[:space:]]*"pass"' "$work/public.json")" -eq \
    "$(($(grep -c '"verdict"' "$work/public.json") - 1))"

printf 'a key of a test, and of no course, 32 bytes and more' >"$work/key"
chmod 600 "$work/key"
mkdir "$work/data" && cp fixtures/data/*.gz "$work/data/"
ok "a hidden set" "$build/make_fixtures" --key "$work/key" "$work/hidden"
ok "it is graded with it" grade hidden --fixtures "$work/hidden"
ok "it fails there" has "$work/hidden.json" '"score":[[:space:]]*3,'
ok "and its cases do, but for those of init and two of which the answer is 0" \
    test "$(grep -c '"verdict":[[:space:]]*"pass"' "$work/hidden.json")" -eq 6

summary "table: "
