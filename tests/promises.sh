#!/bin/sh
# promises.sh TABLE [--write]: holds the table in docs/containment.md, which promise holds with which
# layers, against TABLE, as `make hostile` has just seen it; --write puts it there. Exit: 1 where they
# differ.
set -u
cd "$(dirname "$0")/.." || exit 3
page=docs/containment.md
table=$1

if [ "${2:-}" = --write ]; then
    new=$(mktemp) || exit 3
    awk -v table="$table" '
        /^<!-- end -->/ { inside = 0 }
        !inside { print }
        /^<!-- promises/ { inside = 1; while ((getline line < table) > 0) print line }' "$page" >"$new" &&
        cat "$new" >"$page"
    status=$?
    rm -f "$new"
    exit $status
fi
sed -n '/^<!-- promises/,/^<!-- end -->/p' "$page" | sed '1d;$d' | diff - "$table" && exit 0
echo "promises: $page says otherwise than what was seen: tests/promises.sh $table --write"
exit 1
