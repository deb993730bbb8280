#!/bin/sh
# watch.sh BUILD: gradecheck watch, as editors save and users end it, in a pipe and on a terminal. It
# waits for what is to come, however long that takes, up to a limit at which something is broken.
set -u
[ $# -eq 1 ] || { echo "usage: $0 BUILD" >&2; exit 2; }
gradecheck=$(cd "$1" && pwd)/gradecheck
root=$(cd "$(dirname "$0")/.." && pwd) || exit 3
# shellcheck source=tests/checks.sh
. "$root/tests/checks.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/gradecheck-watch-XXXXXX") || exit 3
chmod 755 "$work"
pid=
cleanup() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 3' HUP INT TERM
mkdir "$work/tmp" && chmod 1777 "$work/tmp"
TMPDIR=$work/tmp
LC_ALL=C
export TMPDIR LC_ALL
cd "$work" || exit 3
out=$work/out
log=$work/log
# shellcheck disable=SC2034 # checks.sh shows it
err=$log
escape=$(printf '\033')
bell=$(printf '\007')

patient() { # patient COMMAND...: true as soon as the command succeeds
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 2400 ] || return 1
        sleep 0.05
    done
}
count() { grep -c -e "$2" "$1"; }
at_least() { [ "$(count "$1" "$2")" -ge "$3" ]; }
exactly() { [ "$(count "$1" "$2")" -eq "$3" ]; }
# A child that nobody has waited for yet has ended, too.
gone() { ! grep -q -s '^State:[[:space:]]*[^Z[:space:]]' "/proc/$1/status"; }
no_folder() { [ -z "$(ls "$TMPDIR")" ]; }
a_folder() { ! no_folder; }
# What a watcher started has this in its environment, or is the worker, which has nothing there.
no_process() { ! grep -l -a -s -F "WATCHED=$work" /proc/[0-9]*/environ >/dev/null; }
no_worker() { ! grep -l -a -s -F "$work/tmp" /proc/[0-9]*/cmdline >/dev/null; }
scores() { grep -q "\"score\":[[:space:]]*$1," results.json; }
ended() { # the watcher, which is a child: keeps its status
    patient gone "$pid" || kill -9 "$pid"
    wait "$pid" 2>/dev/null
    status=$?
    pid=
}

# ok runs its command in a shell of its own, where a variable is set in vain.
here() { # here WHAT COMMAND...
    what=$1
    shift
    "$@"
    outcome=$?
    ok "$what" test "$outcome" -eq 0
}

watching=0
start() { # start OPTIONS...: waits for the first report
    : >"$out"
    WATCHED=$work "$gradecheck" watch sub --color never "$@" >"$out" 2>"$log" &
    pid=$!
    watching=1
    patient at_least "$out" '^watching sub: Ctrl-C ends$' 1
}
# The next report is there: from the last line that says what is done to the end.
next() {
    watching=$((watching + 1))
    patient at_least "$out" '^watching sub: Ctrl-C ends$' "$watching" || return 1
    tac "$out" | sed '/^[0-9:]* grading sub$/q' | tac >report
}
edit() { # edit FROM TO: backprop.c with the one in place of the other, in the file new.c
    sed "s|$1|$2|" sub/backprop.c >new.c
    ! cmp -s new.c sub/backprop.c || echo "no '$1' in backprop.c"
}
by_write() { cat new.c >sub/backprop.c; }
by_rename() { cp new.c sub/.new && mv sub/.new sub/backprop.c; }
as_vim() { # what :w does with a backup
    : >sub/4913 && rm sub/4913
    mv sub/backprop.c sub/backprop.c~ && cat new.c >sub/backprop.c && rm sub/backprop.c~
}

# ---- in a pipe ----

cat >small.c <<'SOURCE'
#include "backprop.h"
#include <math.h>
double bp_sigmoid(double z) { return 1 / (1 + exp(-z)); }
double bp_sigmoid_gradient(double z) { return bp_sigmoid(z) * bp_sigmoid(-z); }
void bp_add_backward(double x, double y, double df, double *dx, double *dy)
{
    (void)x, (void)y;
    *dx = *dy = df;
}
void bp_mul_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = y * df;
    *dy = x * df;
}
void bp_max_backward(double x, double y, double df, double *dx, double *dy)
{
    *dx = x >= y ? df : 0;
    *dy = x >= y ? 0 : df;
}
double bp_relative_difference(size_t n, const double *a, const double *b)
{
    double difference = 0, of_a = 0, of_b = 0;
    for (size_t i = 0; i < n; i++) {
        difference = hypot(difference, a[i] - b[i]);
        of_a = hypot(of_a, a[i]);
        of_b = hypot(of_b, b[i]);
    }
    double norms = of_a + of_b;
    return norms > 0 ? difference / norms : 0;
}
SOURCE
mkdir sub
cp small.c sub/backprop.c
here "the first run ends" start --json results.json --bell --task reldiff,gates,sigmoid
ok "and is a whole one" scores 12
ok "its report is there" has "$out" '^ 12 / 12 points'
ok "nothing is said of a run before" not has "$out" 'Since the run before'

edit 'return norms > 0 ? difference' 'return norms > 0 ? 2 * difference'
by_write
here "a save by writing: graded again" next
ok "a first look says in a line what will come" \
    has report '^[0-9:]* first look: 8 of 12 points; not right yet: reldiff$'
ok "the task that was touched comes first" \
    test "$(grep -o '[0-9]* / [0-9]* points' report | tr '\n' ';')" = '0 / 4 points;8 / 12 points;'
ok "what is lost stands out" has report '^ lost: *reldiff$'
ok "cases and points of then and now" has report '^ reldiff *[0-9]* of 9 cases, was 9 *0/4 points, was 4$'
ok "results.json holds all tasks that are asked for" scores 8

edit 'return norms > 0 ? 2 \* difference' 'return norms > 0 ? difference'
as_vim
here "a save as by vim: graded again" next
ok "what is new is told" has report '^ new: *reldiff$'
ok "and all is right again" scores 12

edit 'return norms > 0 ? difference' '/* norms */ return norms > 0 ? difference'
by_rename
here "a comment alone: answered" next
ok "and not graded" has report 'no function has changed in sub$'
ok "without a report" not has report 'points'

sed 's|norms > 0 ? difference|norms > 0 ? ) difference|' sub/backprop.c >new.c
by_rename
here "a compile error: answered" next
ok "it is shown" has report 'backprop.c:[0-9]*:[0-9]*: error'
ok "and is no loss of every task" has report 'not compared, since nothing compiles'
sed 's|norms > 0 ? ) difference|norms > 0 ? difference|' sub/backprop.c >new.c
as_vim
here "and back: graded again" next
ok "against the last that compiled" has report 'Since the run before: nothing changed$'
ok "with all points" scores 12

# What no submission is made of is no save: the next report is that of the save behind it.
n_graded=$(count "$out" ' grading sub$')
echo "a note" >sub/notes.txt
: >sub/.backprop.c.swp
: >sub/backprop.h
rm sub/.backprop.c.swp
edit 'return norms > 0 ? difference' 'return norms > 0 ? 3 * difference'
mkdir both
mv new.c both/backprop.c
echo 'double bp_sigmoid_gradient(double z); int unused(void); int unused(void) { return 1; }' >both/more.c
mv both/* sub
ok "two files at once: graded again" patient scores 8
watching=$(count "$out" '^watching sub: Ctrl-C ends$')
ok "other files are not looked at" test "$(($(count "$out" ' grading sub$') - n_graded))" -le 2
ok "no code of a terminal in a pipe" not grep -q -e "$escape" -e "$bell" "$out"
ok "nothing on stderr" lines "$log" 0

# A save while a run is under way ends it, and what is shown is of the last one.
edit 'return norms > 0 ? 3 \* difference' 'return norms > 0 ? difference'
by_write
patient a_folder
edit 'return norms > 0 ? difference' 'return norms > 0 ? 5 * difference'
by_write
edit 'return norms > 0 ? 5 \* difference' 'return norms > 0 ? difference'
by_write
ok "a save during a run counts" patient scores 12
ok "what was ended leaves no word" lines "$log" 0

# Ended in the middle of a run.
edit 'return norms > 0 ? difference' 'return norms > 0 ? 5 * difference'
by_write
patient a_folder
kill "$pid"
ended
ok "a signal ends it as it ends any program" is 143
ok "no folder is left" patient no_folder
ok "no process is left" patient no_process
ok "no worker is left" patient no_worker

# The score alone, and tasks by name.
: >"$out"
"$gradecheck" watch sub --quiet --task reldiff,gates >"$out" 2>"$log" &
pid=$!
ok "--quiet: the score" patient exactly "$out" '^4 / 8$' 1
edit 'return norms > 0 ? 5 \* difference' 'return norms > 0 ? difference'
by_rename
ok "--quiet: and the next one" patient exactly "$out" '^8 / 8$' 1
ok "--quiet: nothing else" lines "$out" 2
mv sub elsewhere
ended
ok "a folder that was renamed: exit 2" is 2
ok "a folder that was renamed: it is named" has "$log" "^gradecheck: 'sub' is gone"
mv elsewhere sub

here "a folder that is to be removed" start --task gates
rm -r sub
ended
ok "a folder that was removed: exit 2" is 2
ok "a folder that was removed: a line" lines "$log" 1
"$gradecheck" watch sub >"$out" 2>"$log"
# shellcheck disable=SC2034 # checks.sh asks for it
status=$?
ok "no folder: exit 2" is 2
ok "no folder: it is named" has "$log" "'sub'"
mkdir sub
: >"$out"
"$gradecheck" watch sub >"$out" 2>"$log" &
pid=$!
ok "an empty folder: what is missing" patient has "$log" 'put backprop.c there'
ok "an empty folder: watched all the same" patient has "$out" '^watching sub'
echo 'double bp_sigmoid(double z);' >sub/backprop.c
ok "an empty folder: graded once it is not" patient has "$out" 'points'
kill "$pid"
ended

# What was shown of a run that was ended is not what the files are: graded again, though they are as they
# were when the last whole run ended.
rm -r sub
mkdir sub
sed 's|(void)x, (void)y;|for (volatile long i = 0; i < 40000000 + (x > y); i++) continue;|' small.c >sub/backprop.c
here "a slow submission" start --task reldiff,gates --json results.json
edit 'return norms > 0 ? difference' 'return norms > 0 ? 2 * difference'
by_write
ok "the tasks that were touched are shown" patient has "$out" 'grading all of sub'
edit 'return norms > 0 ? 2 \* difference' 'return norms > 0 ? difference'
by_write
here "a save that undoes another one: answered" next
ok "by a run" has report '^ 8 / 8 points'
kill "$pid"
ended

# ---- on a terminal ----

# A program of this name takes the place of the desktop's.
mkdir bin
cat >bin/notify-send <<'PROGRAM'
#!/bin/sh
for word; do echo "$word"; done >>"$TOLD"
PROGRAM
chmod 755 bin/notify-send
TOLD=$work/told
export TOLD
cp small.c sub/backprop.c
mkfifo keys

terminal() { # terminal OPTIONS...: as start, with keys to be pressed through descriptor 9
    : >"$out"
    WATCHED=$work PATH="$work/bin:$PATH" TERM=xterm script -qec "'$gradecheck' watch sub $*" /dev/null \
        <keys >"$out" 2>"$log" &
    pid=$!
    exec 9>keys
    patient has "$out" 'watching sub: Ctrl-C ends'
}
if command -v script >/dev/null; then
    here "on a terminal" terminal --task gates,reldiff --bell --notify
    ok "the screen is cleared once" exactly "$out" "$escape\\[H$escape\\[2J" 1
    ok "--bell: it rings" patient has "$out" "$bell"
    ok "--notify: the desktop is told" patient has "$TOLD" '^8 of 8 points$'
    ok "--notify: and nothing else" lines "$TOLD" 2
    edit 'return norms > 0 ? difference' 'return norms > 0 ? 2 * difference'
    as_vim
    ok "a save: the report takes the place of the one before" \
        patient exactly "$out" "$escape\\[H$escape\\[2J" 3
    ok "and says what was lost" patient has "$out" 'lost:'
    patient at_least "$out" 'watching sub' 2
    printf '\003' >&9
    ended
    exec 9>&-
    ok "Ctrl-C ends it: exit 0" is 0
    ok "Ctrl-C: no folder is left" patient no_folder
    ok "Ctrl-C: no process is left" patient no_process
    ok "Ctrl-C: no worker is left" patient no_worker

    here "on a terminal once more" terminal --task gates,reldiff
    ok "no bell that was not asked for" not has "$out" "$bell"
    edit 'return norms > 0 ? 2 \* difference' 'return norms > 0 ? difference'
    by_write
    patient a_folder
    printf '\003' >&9
    ended
    exec 9>&-
    ok "Ctrl-C in the middle of a run: exit 0" is 0
    ok "Ctrl-C in the middle of a run: no folder is left" patient no_folder
    ok "Ctrl-C in the middle of a run: no process is left" patient no_process
    ok "Ctrl-C in the middle of a run: no worker is left" patient no_worker
fi

: >"$out"
PATH=/nowhere "$gradecheck" watch sub --task gates --notify >"$out" 2>"$log" &
pid=$!
ok "--notify without notify-send: watched" patient has "$out" '^watching sub'
ok "--notify without notify-send: a line" lines "$log" 1
ok "--notify without notify-send: what to install" has "$log" 'apt-get install libnotify-bin)$'
kill "$pid"
ended

# ---- what VS Code's task waits for ----

pattern() { # pattern KEY: a pattern of tasks.json, as grep -P wants it
    sed -n "s/^ *\"$1\": \"\\(.*\\)\",\{0,1\}\$/\\1/p" "$root/student_template/.vscode/tasks.json" |
        sed 's/\\\\/\\/g'
}
if echo a | grep -qP '^a$' 2>/dev/null; then
    ok "the task sees that a run begins" grep -qP "$(pattern beginsPattern)" "$out"
    ok "the task sees that a run has ended" grep -qP "$(pattern endsPattern)" "$out"
fi

summary "watch: "
