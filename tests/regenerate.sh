#!/bin/sh
# regenerate.sh [BUILD ...]: makes the public fixture set again with gcc and clang, at -O0 and -O3 (or with
# those of gcc-O0 gcc-O3 clang-O0 clang-O3 that are named), and with gcc-O3 twice: every time the manifest, which has the hash of every file,
# must be the committed one, byte for byte. Prints a line for each and closes with
# "regenerate: N passed, N failed"; exit status 1 if one failed, 3 if it could not run.
# What is built stays in build/regen-*.
set -u
cd "$(dirname "$0")/.." || exit 3
committed=fixtures/public/manifest.json
work=$(mktemp -d "${TMPDIR:-/tmp}/gradecheck-regenerate-XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT
trap 'exit 3' HUP INT TERM
cp -r fixtures/data "$work/data" || exit 3
[ -r "$committed" ] || { echo "regenerate: no $committed" >&2; exit 3; }

passed=0
failed=0

report() { # report passed|FAILED NAME TEXT
    if [ "$1" = passed ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
    printf '%-6s  %-14s %s\n' "$1" "$2" "$3"
}

build() { # build VARIANT COMPILER FLAGS
    make --no-print-directory -j2 VARIANT="$1" CC="$2" CFLAGS="$3" \
        "build/$1/make_fixtures" >"$work/$1.log" 2>&1
}

changed() { # changed MANIFEST: the first files that it gives another hash
    awk '/"name"/ { name = $2 }
         /"sha256"/ && NR == FNR { hash[name] = $2; next }
         /"sha256"/ && hash[name] != $2 { print name }' \
        "$committed" "$1" | tr -d '",' | head -n 3 | tr '\n' ' '
}

regenerate() { # regenerate NAME VARIANT: makes the set with what was built
    set_folder=$work/$1
    log=$work/$1.log
    if ! "build/$2/make_fixtures" --data fixtures/data "$set_folder" >"$log" 2>&1; then
        report FAILED "$1" "the generator failed: $(tail -n 1 "$log")"
    elif ! cmp -s "$committed" "$set_folder/manifest.json"; then
        report FAILED "$1" "the manifest differs: $(changed "$set_folder/manifest.json")"
    else
        report passed "$1" "the manifest is the committed one"
    fi
}

[ $# -gt 0 ] || set -- gcc-O0 gcc-O3 clang-O0 clang-O3
for name in "$@"; do
    compiler=${name%-*}
    if ! command -v "$compiler" >/dev/null; then
        report FAILED "$name" "there is no $compiler"
    elif ! build "regen-$name" "$compiler" "-${name#*-}"; then
        report FAILED "$name" "does not build: $(tail -n 1 "$work/regen-$name.log")"
    else
        regenerate "$name" "regen-$name"
    fi
done

# Twice with one binary: nothing but the inputs may have a part in it.
if [ -x build/regen-gcc-O3/make_fixtures ]; then
    regenerate "gcc-O3-again" regen-gcc-O3
else
    report FAILED "gcc-O3-again" "there is nothing to run"
fi

echo "regenerate: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
