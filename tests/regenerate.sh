#!/bin/sh
# regenerate.sh [BUILD ...]: makes the public fixture set again with each BUILD: gcc-O0, gcc-O3, clang-O0 or
# clang-O3 (none named: these four), or a folder that has make_fixtures already, as build/release. Every
# time the manifest, which has the hash of every file, must be the committed one, byte for byte. Prints a
# line for each and closes with "regenerate: N passed, N failed"; exit status 1 if one failed, 3 if it could
# not run. What is built stays in build/regen-*.
#
# Each build makes the programs of the misconceptions, a minute of work. PARTS=build/release: worker.o is
# taken from there, and with it the programs that lie beside it; the generator alone is another one.
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

regenerate() { # regenerate NAME FOLDER: makes the set with what was built there
    set_folder=$work/$1
    log=$work/$1.log
    place=$2
    if [ -n "${PARTS:-}" ]; then
        place=$work/$1-parts
        mkdir "$place" && cp "$2/make_fixtures" "$place/" &&
            cp -R "$PARTS/jail" "$PARTS/filters" "$PARTS/worker.o" "$PARTS/include" "$place/" &&
            mkdir -p "$PARTS/misconceptions" && ln -s "$PWD/$PARTS/misconceptions" "$place/" || exit 3
    fi
    if ! "$place/make_fixtures" --data fixtures/data "$set_folder" >"$log" 2>&1; then
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
    case $name in
    */*)
        regenerate "${name##*/}" "$name"
        continue
        ;;
    esac
    if ! command -v "$compiler" >/dev/null; then
        report FAILED "$name" "there is no $compiler"
    elif ! build "regen-$name" "$compiler" "-${name#*-}"; then
        report FAILED "$name" "does not build: $(tail -n 1 "$work/regen-$name.log")"
    else
        regenerate "$name" "build/regen-$name"
    fi
done

echo "regenerate: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
