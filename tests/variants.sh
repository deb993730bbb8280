#!/bin/sh
# variants.sh [BUILD [--markdown] [FIXTURES]]: builds the implementations that BUILD/tests/variants
# lists, as shared objects in BUILD/variants, and holds them against the set (fixtures/public).
set -u
cd "$(dirname "$0")/.." || exit 3
build=${1:-build/release}
[ $# -gt 0 ] && shift
program=$build/tests/variants
folder=$build/variants
mkdir -p "$folder" || exit 3
rm -f "$folder"/*.so "$folder/failed"

# is_there NAME: a command, or a header of the compiler
is_there() {
    case $1 in
    '') true ;;
    cblas.h) # the header may have come with another library
        printf '#include <cblas.h>\nint main(void) { return cblas_dgemm == 0; }\n' |
            gcc -x c - -o "$folder/probe" -lopenblas >/dev/null 2>&1
        ;;
    *.h) echo "#include <$1>" | gcc -E - >/dev/null 2>&1 ;;
    *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

# build_one FILE COMMAND: -Bsymbolic binds each object's calls to its own functions
build_one() {
    # shellcheck disable=SC2086  # a command line, with a pattern
    $2 -std=c11 -Wall -Wextra -Istudent_template -fPIC -shared -Wl,-Bsymbolic -lm \
        -o "$folder/$1" || echo "cannot build: $2" >>"$folder/failed"
}

"$program" --list >"$folder/list" || exit 3
jobs=0
while IFS='|' read -r file needs command; do
    is_there "$needs" || continue
    build_one "$file" "$command" &
    jobs=$((jobs + 1))
    [ $((jobs % 4)) -eq 0 ] && wait
done <"$folder/list"
wait
if [ -e "$folder/failed" ]; then
    cat "$folder/failed" >&2
    exit 3
fi

exec "$program" "$folder" "$@"
