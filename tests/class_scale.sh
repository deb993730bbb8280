#!/bin/sh
# class_scale.sh BUILD N [JOBS]: a class of N submissions made of the corpora is graded, and the sources
# that it holds are compiled by as many jobs: the floor. Prints the rate of both, their ratio, the CPU time that the
# students' own functions took in the cases, which nothing of ours can shorten, the ratio without what does not compile in
# time, which takes most of the floor where a third is hostile, and time and memory of gradeclass after each fifth;
# holds 50 of the grades against single runs. It takes a second or so a submission; FLOOR=no leaves the compiling out.
set -u
cd "$(dirname "$0")/.." || exit 3
# shellcheck source=tests/checks.sh
. tests/checks.sh
build=$(cd "${1:-build/release}" && pwd) || exit 3
n=${2:-1000}
jobs=${3:-$(getconf _NPROCESSORS_ONLN)}
work=$(mktemp -d "${TMPDIR:-/tmp}/gradecheck-scale-XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$work/tmp"
header=$PWD/student_template

now() { date +%s.%N; }
sql() { sqlite3 "$work/class.db" "$1"; }
equal() { [ "$1" = "$2" ] || { echo "'$1' is not '$2'"; return 1; }; }

echo "making $n submissions ..."
tests/class_corpus.sh "$work/class" "$n" || exit 3

# What is compiled is what gradeclass takes: its own copies of the sources, once it has them; with the flags of the contract.
started=$(now)
TMPDIR="$work/tmp" "$build/gradeclass" grade "$work/class" --db "$work/class.db" -j "$jobs" >"$work/out" 2>"$work/err" &
pid=$!
peak=0
while kill -0 $pid 2>/dev/null; do
    kib=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status" 2>/dev/null)
    [ "${kib:-0}" -le "$peak" ] || peak=$kib
    echo "$(date +%s) $peak" >>"$work/peaks"
    sleep 0.2
done
wait $pid
status=$?
ended=$(now)
tail -n 1 "$work/out"

sql "SELECT writefile('$work/sources/' || content || '/' || name, bytes) FROM files
    WHERE content IN (SELECT content FROM attempts WHERE outcome = 'graded')" >"$work/log"
floor_started=$(now)
[ "${FLOOR:-yes}" = no ] ||
    find "$work/sources" -name '*.c' -print0 |
    xargs -0 -P "$jobs" -n 1 timeout -v 60 gcc -std=c11 -O2 -Wall -Wextra -c -I"$header" -o /dev/null >"$work/log" 2>&1
floor_ended=$(now)
n_endless=$(grep -c 'sending signal' "$work/log")

# Time and memory as the class goes on; what the students' functions took, and compiling where that took more than 10 s:
# macros that double, and such.
took=$(python3 - "$work/class.db" "$work/peaks" "$started" 2>"$work/growth" <<'EOF'
import datetime, json, sqlite3, sys, zlib

database, started = sqlite3.connect(sys.argv[1]), float(sys.argv[3])
peaks = [tuple(map(int, line.split())) for line in open(sys.argv[2])]
graded = sorted(datetime.datetime.fromisoformat(at.replace("Z", "+00:00")).timestamp()
                for (at,) in database.execute("SELECT graded_at FROM attempts"))
for fifth in range(1, 6):
    n = len(graded) * fifth // 5
    at = graded[n - 1]
    kib = max((kib for when, kib in peaks if when <= at), default=0)
    print(f"{n:6} after {at - started:7.0f} s, {kib / 1024:5.1f} MiB", file=sys.stderr)

own = long = 0
for (deflated,) in database.execute("SELECT deflated FROM results"):
    result = json.loads(zlib.decompress(deflated))
    own += sum(case.get("cpu_s") or 0 for task in result["tasks"] for case in task["cases"])
    long += result["build_seconds"] if result["build_seconds"] > 10 else 0
print(own)
print(long)
EOF
)
cat "$work/growth"
own=$(echo "$took" | head -n 1)
long=$(echo "$took" | tail -n 1)

awk -v n="$n" -v a="$started" -v b="$ended" -v c="$floor_started" -v d="$floor_ended" -v kib="$peak" -v own="$own" -v jobs="$jobs" -v long="$long" -v endless="$n_endless" 'BEGIN {
    printf "graded   %6.1f s, %.2f a second\n", b - a, n / (b - a)
    printf "own time %6.1f s of CPU time in the students\047 functions\n", own
    if (d - c > 1) {
        printf "compiled %6.1f s, %.2f a second (gcc -O2 -Wall -Wextra -c): %.2f of it\n", d - c, n / (d - c), (d - c) / (b - a)
        printf "           with nothing but that and own time it would be %.2f\n", (d - c) / (d - c + own / jobs)
        printf "           %d sources were still compiling after 60 s; without these here, and %.0f s of building there: %.2f\n",
            endless, long, (d - c - 60 * endless / jobs) / (b - a - long / jobs)
    }
    printf "memory of gradeclass at most %.1f MiB\n", kib / 1024
}'
ok "it ends as it should, with some that are not gradable" test "$status" -eq 1
ok "all have a row" equal "$(sql 'SELECT count(*) FROM attempts')" "$n"
ok "each has one" equal "$(sql 'SELECT count(DISTINCT student) FROM attempts')" "$n"
ok "the grader failed on none" equal "$(sql 'SELECT count(*) FROM failures')" 0
ok "the broken archives are refused" test "$(sql "SELECT count(*) FROM attempts WHERE outcome = 'refused'")" -ge $((n / 40))
ok "less than 100 MiB" test "$peak" -lt $((100 * 1024))
ok "no process is left" equal "$(pgrep -f "$work" | grep -cv "^$$\$")" 0
ok "no file is left" equal "$(ls -A "$work/tmp")" ""
ok "the gradebook is whole" equal "$(sql 'PRAGMA integrity_check')" ok

# Hostile ones may race, and say one thing or the other: these are held against their expectations by the
# hostile corpus.
sql "SELECT student, content, points FROM attempts WHERE outcome = 'graded' ORDER BY content LIMIT 50" | tr '|' ' ' |
    while read -r student content points; do
        single=$("$build/gradecheck" grade "$work/sources/$content" -q 2>&1)
        [ "${single%% *}" = "$points" ] || echo "$student: $points in the class, $single alone"
    done >"$work/differences"
ok "grades are those of single runs" test ! -s "$work/differences"
cat "$work/differences"
summary "scale: "
