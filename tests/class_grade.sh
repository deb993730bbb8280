#!/bin/sh
# class_grade.sh BUILD: a class is graded, whatever becomes of the program meanwhile: nothing is lost,
# nothing is there twice.
set -u
cd "$(dirname "$0")/.." || exit 3
# shellcheck source=tests/checks.sh
. tests/checks.sh
build=$(cd "${1:-build/release}" && pwd) || exit 3
corpus=$PWD/tests/submissions
work=$(mktemp -d "${TMPDIR:-/tmp}/gradecheck-class-XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
cd "$work" || exit 3
mkdir tmp
export TMPDIR="$work/tmp"
# Read by ok().
# shellcheck disable=SC2034
err=$work/err

class() { # class ARGUMENT...: exit status in $status
    run "$build/gradeclass" "$@"
}
run() { # run COMMAND...
    "$@" >out 2>err
    status=$?
}
sql() { sqlite3 "$1" "$2"; }
gives() { # gives DATABASE SQL VALUE
    value=$(sql "$1" "$2")
    [ "$value" = "$3" ] || {
        echo "'$2' gives '$value', not '$3'"
        return 1
    }
}
clean() { # nothing is left of a run: no process, no file but the gradebook
    [ -z "$(ls -A tmp)" ] && [ ! -e "$1.lock" ] && ! pgrep -f "$work/tmp" >/dev/null
}
whole() { [ "$(sql "$1" 'PRAGMA integrity_check')" = ok ] && [ -z "$(sql "$1" 'PRAGMA foreign_key_check')" ]; }

# ---- no class ----

class
ok "no command: exit 2" is 2
ok "no command: says where to look" has err "^gradeclass: a command is missing; try 'gradeclass --help'$"

# ---- a class ----

mkdir class
for s in right-terse wrong-one-sided wrong-syntax-error; do cp -r "$corpus/$s" class/; done
cp class/right-terse/backprop.c class/ann.c
(cd class/wrong-one-sided && tar czf ../bo.tar.gz . && zip -qr ../cy.zip .)
echo 'no archive' >class/dora.zip
mkdir class/empty
printf 'id,name\nann,Ann Löve\nbo,"Li, Bo"\ncy,\ndora,Dora\nnever,"=HYPERLINK(1)"\n' >roster.csv

class grade class --db c.db --roster roster.csv --dry-run
ok "a dry run ends well" is 0
ok "it tells who and why" has out "^ann	ann.c	new$"
ok "and what cannot be graded" has out "^dora	dora.zip	the archive cannot be read"
ok "and how many" has out "^gradeclass: 8 of 8 would be graded$"
ok "and makes no gradebook" not test -e c.db
ok "and leaves nothing" clean c.db
for arguments in '--dry-run' ''; do
    # shellcheck disable=SC2086
    "$build/gradeclass" grade class --db full.db --only ann $arguments >/dev/full 2>err
    status=$?
    ok "a summary that cannot be written ($arguments): exit 3" is 3
    ok "and it is said ($arguments)" has err "^gradeclass: cannot write to stdout: No space left on device$"
done

class grade class --db c.db --roster roster.csv
ok "what cannot be graded wants attention" is 1
ok "all have a row" gives c.db 'SELECT count(*) FROM attempts' 8
ok "identical files are graded once" gives c.db 'SELECT count(*) FROM attempts WHERE same_as > 0' 3
ok "the summary says so" has out ": 8 submissions: 3 graded, 3 as others' same files, 0 as before, 2 not gradable, 0 failed; 6 students have a mark"
ok "it names what cannot be graded" has out "^  dora: dora.zip: the archive cannot be read"
ok "and who handed nothing in" has out "^  never: =HYPERLINK(1)$"
ok "and who is not on the roster" has out "^  right-terse$"
ok "the roster is in it" gives c.db "SELECT name FROM students WHERE id = 'ann'" "Ann Löve"
ok "it is whole" whole c.db
ok "nothing is left" clean c.db
for s in right-terse wrong-one-sided wrong-syntax-error; do
    single=$("$build/gradecheck" grade "$corpus/$s" -q | sed 's/ .*//')
    ok "$s has the points of a single run" gives c.db "SELECT points FROM attempts WHERE student = '$s'" "$single"
done
ok "tasks add up" gives c.db "SELECT count(*) FROM attempts AS a WHERE outcome = 'graded' AND points <>
    (SELECT sum(points) FROM task_points WHERE attempt = a.id)" 0

class grade class --db c.db --roster roster.csv
ok "again: nothing is graded" has out ": 8 submissions: 0 graded, 0 as others' same files, 8 as before,"
ok "a student without points still wants attention" is 1
class grade class --db c.db --only ann --quiet
ok "of one alone" is 0
ok "--quiet says nothing" test ! -s out -a ! -s err
class grade class --db c.db --only nobody
ok "who is not there is a usage error" is 2
ok "that names them" has err "^gradeclass: --only: 'nobody' has handed nothing in in 'class'$"
class grade class --db c.db --only wrong-syntax-error --pass 50
ok "below --pass" is 1

echo '/* better */' >>class/ann.c
class grade class --db c.db --dry-run
ok "a change is seen" has out "^ann	ann.c	other files$"
ok "and only that" has out "^gradeclass: 1 of 8 would be graded$"
class grade class --db c.db
ok "it is graded, and what was is kept" gives c.db "SELECT count(*), sum(points) FROM attempts WHERE student = 'ann'" "2|200"
cp -r "$OLDPWD/fixtures" fixtures && sed 's/"content_version":	"1"/"content_version":	"2"/' fixtures/public/manifest.json >m && mv m fixtures/public/manifest.json
class grade class --db c.db --fixtures fixtures/public --dry-run
ok "another set grades again" has out "^bo	bo.tar.gz	another set or grader$"
class grade class --db c.db --only bo --regrade
ok "--regrade grades again" gives c.db "SELECT count(*), count(DISTINCT submitted_at) FROM attempts WHERE student = 'bo'" "2|1"
ok "the current one is the last" gives c.db "SELECT count(*) FROM current_attempts WHERE student = 'bo'" 1
printf 'id,submitted_at\ncy,2026-01-02 03:04+01:00\n' >times.csv
echo >>class/wrong-one-sided/backprop.c && (cd class/wrong-one-sided && zip -qr ../cy.zip .)
class grade class --db c.db --times times.csv --only cy
ok "times can be told" gives c.db "SELECT count(*) FROM attempts WHERE student = 'cy' AND submitted_at = '2026-01-02T02:04:00Z'" 1

# ---- a set for each student ----

if [ -x "$build/make_fixtures" ]; then
    head -c 64 /dev/urandom >key && chmod 600 key
    mkdir two && cp -r "$corpus/wrong-syntax-error" two/x && cp -r two/x two/y
    class grade two --db k.db --key key
    ok "each is graded with a set of their own" gives k.db "SELECT count(DISTINCT fixtures), sum(hidden), count(same_as) FROM attempts" "2|2|0"
    ok "the sets are kept" test -e k.db.sets/student-x/manifest.json
    class grade two --db k.db --key key
    ok "and nothing is graded again" has out " 2 as before,"
    head -c 64 /dev/urandom >other
    class grade two --db k.db --key other
    ok "sets of two keys do not mix" has err "holds sets made with another key"
fi

# ---- a platform's archive ----

mkdir canvas && cp "$corpus/wrong-syntax-error/backprop.c" canvas/doejane_17_99_backprop.c
cp "$corpus/wrong-syntax-error/backprop.c" canvas/smithbo_LATE_18_98_backprop-2.c
(cd canvas && zip -qr ../export.zip .)
printf 'Student,ID,SIS User ID,SIS Login ID,Section,A (1)\n"Doe, Jane",17,u1,jdoe,,\n"Smith, Bo",18,u2,bo,,\n' >canvas.csv
class grade export.zip --db e.db --roster canvas.csv
ok "an export is graded as it comes" gives e.db "SELECT group_concat(student, ' ') FROM (SELECT student FROM attempts ORDER BY student)" "bo jdoe"
ok "nothing is left of it" clean e.db

# ---- killed, and called again ----

mkdir many
for i in $(seq -w 12); do echo "int x$i(void) { return $i" >"many/s$i.c"; done
# Ends what runs after a random while, as often as it takes. How long that is changes with the machine:
# some of the ends come before the first result, some after the last. ROUNDS=20 for more of them.
random() { awk -v n="$(od -An -N4 -tu4 /dev/urandom)" -v max="$1" 'BEGIN { print n / 4294967296 * max }'; }
for round in $(seq "${ROUNDS:-4}"); do
    "$build/gradeclass" grade many --db m.db -j 2 >out 2>err &
    pid=$!
    sleep "$(random 1.2)"
    case $((round % 3)) in
    1) pkill -9 -f "$build/gradecheck grade" ;; # workers alone
    *) kill -9 $pid 2>/dev/null ;;
    esac
    wait $pid 2>/dev/null
    [ ! -e m.db ] || ok "round $round: the gradebook is whole" whole m.db
    [ ! -e m.db ] || ok "round $round: nothing is doubled" gives m.db "SELECT count(*) FROM (SELECT student FROM attempts GROUP BY student HAVING count(*) > 1)" 0
done
class grade many --db m.db -j 2
ok "then all is graded" is 0
ok "each once" gives m.db 'SELECT count(*), count(DISTINCT student), sum(points) FROM attempts' "12|12|0"
ok "no failure is left" gives m.db 'SELECT count(*) FROM failures' 0
ok "what was killed has left nothing" clean m.db

# One that computes until it is stopped, and nine that are soon done.
mkdir late && cp many/s0?.c late
printf '#include "backprop.h"\ndouble bp_sigmoid(double z) { for (volatile int i = 0;;) i = z > 0; }\n' >late/endless.c
"$build/gradeclass" grade late --db l.db -j 2 >out 2>err &
pid=$!
for _ in $(seq 1200); do
    [ "$(sqlite3 -readonly l.db 'SELECT count(*) FROM attempts' 2>/dev/null || echo 0)" -lt 3 ] || break
    sleep 0.05
done
kill -TERM $pid
{ wait $pid; status=$?; } 2>/dev/null
ok "a signal ends it as signals do" is 143
ok "it says what is kept" has err "^gradeclass: [3-9] of 10 are done and kept; call again to go on$"
ok "nothing is left running" clean l.db

if script -qec true /dev/null >/dev/null 2>&1; then
    script -qec "stty cols 40; TERM=xterm LC_ALL=C '$build/gradeclass' grade late --db l.db -j 2" /dev/null </dev/null >shown 2>&1
    tr '\r' '\n' <shown | sed -n "s/^$(printf '\033')\[K\( grading \)/\1/p" >bars
    ok "a terminal has a bar" has bars '^ grading .*[0-9] of 10'
    ok "how fast it goes is in it" has bars 'a second'
    ok "it fits on a narrow one" test "$(awk '{ if (length > 39) n++ } END { print n + 0 }' bars)" -eq 0
fi

# ---- two at once ----

rm -f m.db
for i in $(seq -w 6); do echo "int y$i(void) { return $i" >"many/t$i.c"; done
"$build/gradeclass" grade many --db m.db -j 1 >first 2>first-err &
pid=$!
until [ -s m.db.lock ]; do sleep 0.01; done
class grade many --db m.db -j 1
ok "a second one is refused" is 3
ok "and told why" has err "^gradeclass: another gradeclass (process $pid) works on this gradebook ('m.db.lock'): wait for it, or end it$"
wait $pid
ok "the first one ends well" gives m.db 'SELECT count(*), count(DISTINCT student) FROM attempts' "18|18"

# ---- handed in to Slurm, and again ----

# A cluster that takes everything and does nothing.
mkdir slurm one others
printf '#!/bin/sh\necho 7\n' >slurm/sbatch
printf '#!/bin/sh\n' >slurm/squeue
chmod +x slurm/sbatch slurm/squeue
cp many/s01.c one/ && cp many/s02.c many/s03.c others/
cluster() { run env PATH="$work/slurm:$PATH" "$build/gradeclass" "$@"; }
cluster submit one --db s.db --slurm --shared shared --cc gcc
ok "a submission is handed in with a compiler" is 0
cluster submit others --db s.db --slurm --shared shared --cc cc
ok "and others with another one" is 0
cluster collect shared --db s.db
ok "what came to nothing is handed in again" has out "3 submitted again, 3 in work"
for job in shared/jobs/*; do
    echo "$(sed -n 's/^compiler,//p' "$job/plan.csv") $(sed 1d "$job/units.csv" | wc -l)"
done | sort >of-jobs
ok "each with the compiler that it was handed in with" test "$(tr '\n' ' ' <of-jobs)" = "cc 2 cc 2 gcc 1 gcc 1 "

# ---- no place ----

if [ "$(id -u)" = 0 ]; then
    mkdir small
    unshare -m sh -c "mount -t tmpfs -o size=700k none small && '$build/gradeclass' grade many --db small/f.db -j 2; echo \$? >full-status; cp small/f.db* . 2>/dev/null" >out 2>err
    status=$(cat full-status)
    ok "a full disk ends it" is 3
    ok "and it says what to do" has err "'small/f.db': the disk is full; make room and call again, what is graded is kept"
    rm -f f.db.lock
    ok "what was graded is there" test "$(sql f.db 'SELECT count(*) FROM attempts')" -gt 0
    ok "and whole" whole f.db
    class grade many --db f.db -j 2
    ok "with room it goes on" gives f.db 'SELECT count(*), count(DISTINCT student) FROM attempts' "18|18"

    mkdir sealed && cp c.db sealed/ && chmod 755 sealed
    as_nobody() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
    chmod 644 sealed/c.db
    run as_nobody env TMPDIR=/tmp "$build/gradeclass" grade class --db sealed/c.db
    ok "a read-only gradebook is refused" is 3
    ok "with what to do" has err "read-only\|cannot write 'sealed/c.db.lock'"
fi
echo 'no database, but a text that is longer than a header, which SQLite looks at first, a hundred bytes' >text.db
class grade many --db text.db
ok "what is no gradebook is refused" has err "^gradeclass: 'text.db' is no gradebook$"
ok "and not changed" has text.db "no database"
class grade nowhere --db n.db
ok "no submissions: a usage error" is 2
ok "no gradebook is made of it" not test -e n.db

summary "class: "
