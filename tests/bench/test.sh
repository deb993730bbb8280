#!/bin/sh
# test.sh BUILD: the harness runs, and what it writes can be read. No time is looked at.
set -u
cd "$(dirname "$0")/../.." || exit 3
# shellcheck source=tests/checks.sh
. tests/checks.sh
[ $# -eq 1 ] || { echo "usage: $0 BUILD" >&2; exit 2; }
work=$(mktemp -d "${TMPDIR:-/tmp}/gradecheck-bench-test-XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT
err=$work/err

# shellcheck disable=SC2034 # checks.sh looks at the status
bench() {
    python3 tests/bench/bench.py "$@" >"$work/out" 2>"$err"
    status=$?
}

bench "$1" report --reports 2 --rounds 1 --json "$work/bench.json"
ok "a section alone" is 0
ok "its table is printed" has "$work/out" '^| export of 2 results '
ok "and kept beside the figures" cmp "$work/out" "$work/bench.md"
ok "the figures are JSON, each beside a floor or a peer" python3 - "$work/bench.json" <<'PYTHON'
import json
import sys

bench = json.load(open(sys.argv[1], encoding="utf-8"))
assert bench["format"] == "gradecheck-bench" and bench["gradecheck"], bench
assert {"cpu", "cores", "kernel", "gcc", "libc"} <= set(bench["machine"]), bench["machine"]
assert len(bench["rows"]) >= 3, bench["rows"]
for row in bench["rows"]:
    assert row["section"] == "report" and row["unit"] == "ms", row
    assert min(row[key] for key in ("value", "cpu", "beside_value", "ratio")) > 0, row
PYTHON
bench "$1" speed
ok "an unknown section: status 2" is 2
ok "and those that there are" has "$err" "no section 'speed': latency, watch"
summary "benchmark: "
