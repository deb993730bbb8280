#!/bin/sh
# class_corpus.sh FOLDER N: a class of N submissions, made of the corpora: right, wrong, slips, hostile
# (HOSTILE=no: none of these), and every fortieth a broken archive. They come as folders, sources, .zip and
# .tar.gz; no two are the same, since each ends with its number. EACH=K takes K entries of each corpus, spread
# over it, so that classes of different sizes are made of the same.
set -u
cd "$(dirname "$0")/.." || exit 3
folder=$1
n=$2
mkdir -p "$folder" || exit 3
scratch=$(mktemp -d "${TMPDIR:-/tmp}/gradecheck-corpus-XXXXXX") || exit 3
trap 'rm -rf "$scratch"' EXIT

for entry in tests/submissions/*/; do echo "$entry"; done >"$scratch/0"
for entry in tests/slips/*.patch; do echo "$entry"; done >"$scratch/1"
n_kinds=2
if [ "${HOSTILE:-yes}" != no ]; then
    n_kinds=3
    for entry in tests/hostile/*/; do
        [ -e "$entry/prepare.sh" ] || echo "$entry"
    done >"$scratch/2"
fi

if [ -n "${EACH:-}" ]; then
    for list in "$scratch"/[0-2]; do
        awk -v each="$EACH" -v n="$(wc -l <"$list")" \
            'int(NR * each / n) > int((NR - 1) * each / n)' "$list" >"$scratch/few"
        mv "$scratch/few" "$list"
    done
fi

# One of each kind in turn, each from its first again when all are taken, so that classes of any size are of one mixture.
entry_of() { # entry_of I
    list=$scratch/$(($1 % n_kinds))
    sed -n "$(($1 / n_kinds % $(wc -l <"$list") + 1))p" "$list"
}

copy() { # copy ENTRY: its files in $scratch/one
    rm -rf "$scratch/one"
    mkdir "$scratch/one"
    case $1 in
    *.patch)
        cp "tests/submissions/$(sed -n 's/^base: //p' "$1")"/*.[ch] "$scratch/one/"
        patch -s -d "$scratch/one" -p1 <"$1"
        ;;
    *) cp "$1"*.[ch] "$scratch/one/" ;;
    esac
    [ "$(ls "$scratch/one")" != hostile.c ] || mv "$scratch/one/hostile.c" "$scratch/one/backprop.c"
}

i=0
while [ "$i" -lt "$n" ]; do
    id=$(printf 's%05d' "$i")
    copy "$(entry_of "$i")"
    for source in "$scratch/one/"*.c; do
        printf '\n/* %s */\n' "$id" >>"$source"
        break
    done
    form=$((i % 4))
    [ $((i % 40)) -ne 39 ] || form=broken
    [ "$form" != 1 ] || [ "$(find "$scratch/one" -type f | wc -l)" -eq 1 ] || form=0
    case $form in
    0) mv "$scratch/one" "$folder/$id" ;;
    1) mv "$scratch/one/"*.c "$folder/$id.c" ;;
    2) (cd "$scratch/one" && zip -qr "$scratch/$id.zip" .) && mv "$scratch/$id.zip" "$folder/" ;;
    3) tar czf "$folder/$id.tar.gz" -C "$scratch/one" . ;;
    broken)
        tar czf "$scratch/whole" -C "$scratch/one" .
        head -c $(($(wc -c <"$scratch/whole") / 2)) "$scratch/whole" >"$folder/$id.tar.gz"
        ;;
    esac
    i=$((i + 1))
done
