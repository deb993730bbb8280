#!/bin/sh
# results.sh BUILD: what the grader writes as results.json is what docs/results.schema.json says, field
# by field (exports.sh holds more results against it); and what is left when the grader is killed is a whole
# file with the tasks that were done.
set -u
cd "$(dirname "$0")/.." || exit 3
build=${1:-build/release}
. tests/checks.sh
scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT
gradecheck=$build/gradecheck

packages tests/exports || exit 3

graded() { # graded NAME FOLDER OPTION...
    name=$1
    folder=$2
    shift 2
    "$gradecheck" grade "$folder" --json "$scratch/$name.json" -q "$@" >/dev/null 2>"$scratch/err"
}

for name in right-kahan wrong-one-sided; do
    ok "$name is graded" graded "$name" "tests/submissions/$name"
done
ok "one task is graded" graded one-task tests/submissions/right-terse --task numgrad
ok "all is as the schema says" node tests/exports/results_schema.mjs docs/results.schema.json "$scratch"/*.json

# ---- numbers that are not told elsewhere ----

ok "the error of a right numerical gradient lies within its bound, of a one-sided one beyond" \
    node tests/exports/step_sizes.mjs "$scratch/right-kahan.json" "$scratch/wrong-one-sided.json"

# ---- a net that learns nothing is trained half of the time ----

graded hopeless tests/submissions/wrong-not-averaged --task digits
ok "who reads hopelessly little has half of the steps" \
    has "$scratch/hopeless.json" 'read right after 150 of 300 steps, 508 are asked for'
graded late tests/submissions/wrong-softmax-as-sigmoid --task digits
ok "who has begun to read has all of them" has "$scratch/late.json" 'read right after 300 of 300 steps'

# ---- a grader that is killed ----

"$gradecheck" grade tests/submissions/wrong-endless-loop --json "$scratch/killed.json" -q >/dev/null 2>&1 &
grader=$!
for _ in $(seq 600); do
    grep -q '"id":[[:space:]]*"forward"' "$scratch/killed.json" 2>/dev/null && break
    sleep 0.05
done
kill -KILL "$grader"
wait "$grader" 2>/dev/null
ok "what is left is as the schema says" \
    node tests/exports/results_schema.mjs docs/results.schema.json "$scratch/killed.json"
ok "it says that it is not complete" has "$scratch/killed.json" '"complete":[[:space:]]*false'
ok "it has what was done" has "$scratch/killed.json" '"id":[[:space:]]*"forward"'
ok "it has nothing that was not" not has "$scratch/killed.json" '"id":[[:space:]]*"predict"'

summary "results: "
