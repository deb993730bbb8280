#!/bin/sh
# teach.sh BUILD: an instructor teaches the grader a mistake, in a copy of the checkout: a new one is
# taken and named afterwards, a known one and a right one are refused, and nothing is left behind.
set -u
cd "$(dirname "$0")/.." || exit 3
# shellcheck source=tests/checks.sh
. tests/checks.sh
root=$PWD
build=${1:-build/release}
work=$(mktemp -d "${TMPDIR:-/tmp}/gradecheck-teach-XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
err=$work/err

mkdir "$work/project" "$work/project/reference" "$work/project/$(dirname "$build")" || exit 3
cp -R fixtures scripts "$work/project/"
cp -R reference/misconceptions "$work/project/reference/"
mkdir -p "$work/project/$build/include"
cp "$build/make_fixtures" "$build/gradecheck" "$build/jail" "$build/filters" "$build/worker.o" "$work/project/$build/"
cp "$build/include/backprop.h" "$work/project/$build/include/"
[ -d "$build/misconceptions" ] && cp -R "$build/misconceptions" "$work/project/$build/"
cd "$work/project" || exit 3

teach() {
    scripts/teach "$build" "$@" >"$work/out" 2>"$work/err" </dev/null
    status=$?
}
# refuses WHAT PATTERN NAME: status 2, a line that says why, no folder
refuses() {
    ok "$1: status 2" is 2
    ok "$1: says why" has "$work/err" "$2"
    ok "$1: no folder is left" not test -e "reference/misconceptions/$3"
}

mkdir "$work/new" "$work/known"
# What no misconception does: the cost counts class 0 twice.
sed 's|    for (size_t k = 0; k < K; k++)\n        sum += softplus|&|
     s|        sum += softplus(k == (size_t)label ? -z\[k\] : z\[k\]);|        sum += (k == 0 ? 2 : 1) * softplus(k == (size_t)label ? -z[k] : z[k]);|' \
    "$root/reference/backprop.c" >"$work/new/backprop.c"
status=0
ok "the new mistake is one" not cmp -s "$root/reference/backprop.c" "$work/new/backprop.c"
sed 's|? lambda \* \*theta : 0|? 2 * lambda * *theta : 0|' "$root/reference/backprop.c" >"$work/known/backprop.c"
ok "the known mistake is one" not cmp -s "$root/reference/backprop.c" "$work/known/backprop.c"
cat >"$work/why.md" <<'TEXT'
# Class 0 is counted twice in the loss

## What happened
The term of class 0 is doubled.

## Formula
loss = - sum_k [ y_k log h_k + (1 - y_k) log(1 - h_k) ]

## How it comes about
Somebody likes zeros.

## What to try
Count the terms.
TEXT
cp fixtures/public/manifest.json "$work/manifest"

teach "$work/new" "Class Zero" "$work/why.md"
refuses "a name with a space" "'Class Zero' is no name" "Class Zero"
teach "$work/nowhere" class-zero "$work/why.md"
refuses "no such folder" "'$work/nowhere' is no folder" class-zero
teach "$work/new" class-zero "$work/no-why.md"
refuses "no explanation there" "cannot read the explanation" class-zero
teach "$work/new" class-zero
refuses "no terminal" "name a file, WHY=" class-zero
teach "$root/tests/submissions/right-kahan" class-zero "$work/why.md"
refuses "a right submission" "answers right wherever it was asked" class-zero
teach "$work/known" class-zero "$work/why.md"
refuses "a known mistake" "'class-zero' and 'lambda-doubled' answer alike" class-zero
teach "$work/new" delta-sign "$work/why.md"
ok "a name that is taken: status 2" is 2
ok "a name that is taken: says so" has "$work/err" "there is a misconception 'delta-sign' already"
ok "a name that is taken: it stays" test -e reference/misconceptions/delta-sign/why.md
echo "no title" >"$work/bad.md"
teach "$work/new" class-zero "$work/bad.md"
refuses "a bad explanation" "text stands in front" class-zero
ok "nothing was changed" cmp -s "$work/manifest" fixtures/public/manifest.json

teach "$work/new" class-zero "$work/why.md"
ok "a new mistake: taken" is 0
ok "a new mistake: says so" has "$work/out" "'class-zero' is known now"
ok "a new mistake: its files" cmp -s "$work/new/backprop.c" reference/misconceptions/class-zero/backprop.c
"$build/gradecheck" grade "$work/new" --color never >"$work/out" 2>"$work/err"
ok "and named" has "$work/out" "cause     Class 0 is counted twice in the loss"
"$build/gradecheck" explain class-zero >"$work/out" 2>"$work/err"
ok "and explained" has "$work/out" "Somebody likes zeros"

summary "teach: "
