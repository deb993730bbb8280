#!/bin/sh
# mutants.sh [BUILD [ARGUMENT...]]: makes mutants of reference/backprop.c, grades them
# with BUILD/gradecheck, and expects each to lose points, but for those of equivalent.txt.
# It takes one mutant of three, or what the arguments say (mutants.c): `--every 1` is all.
# Needs a C compiler and cJSON; what it builds lies in BUILD/mutants.
set -u
cd "$(dirname "$0")/../.." || exit 3
build=${1:-build/release}
[ $# -gt 0 ] && shift
[ $# -eq 0 ] && set -- --every 3
sources=tests/mutants
folder=$build/mutants
mkdir -p "$folder" || exit 3

compile() { # compile PROGRAM ARGUMENT...
    program=$1
    shift
    ${CC:-cc} -std=c11 -O2 -Wall -Wextra -D_XOPEN_SOURCE=700 -Istudent_template \
        -o "$folder/$program" "$@" || exit 3
}

compile mutants "$sources"/mutants.c "$sources"/scan.c "$sources"/mutate.c \
    "$sources"/operators.c "$sources"/structure.c "$sources"/grade.c \
    "$sources"/equivalents.c tests/text_file.c -lcjson
compile differ "$sources"/differ.c "$sources"/trial.c "$sources"/calls.c -ldl -lm

# What an end by a signal would leave behind is removed here.
TMPDIR=$(mktemp -d) || exit 3
chmod 755 "$TMPDIR" # what is graded runs under another user's id
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

"$folder/mutants" "$build/gradecheck" reference/backprop.c "$sources/equivalent.txt" \
    --differ "$folder/differ" "$@"
