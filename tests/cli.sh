#!/bin/sh
# cli.sh GRADECHECK: the command from outside: help, usage, bad input, files, colours, statuses.
# Prints a line for each check that fails, or with VERBOSE=1 for each, and then
# "N passed, N failed"; exit status 1 if one failed.
set -u
[ $# -eq 1 ] || { echo "usage: $0 GRADECHECK" >&2; exit 2; }
gradecheck=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
root=$(cd "$(dirname "$0")/.." && pwd) || exit 3
# shellcheck source=tests/checks.sh
. "$root/tests/checks.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/gradecheck-cli-XXXXXX") || exit 3
chmod 755 "$work"
full_disk=
cleanup() {
    [ -z "$full_disk" ] || umount "$full_disk" 2>/dev/null
    chmod -R u+rwx "$work"
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 3' HUP INT TERM

# What the run leaves behind must be nothing: it gets a folder of its own to leave it in.
mkdir "$work/tmp" && chmod 1777 "$work/tmp"
TMPDIR=$work/tmp
LC_ALL=C
export TMPDIR LC_ALL
unset NO_COLOR
cd "$work" || exit 3

out=$work/out
err=$work/err
escape=$(printf '\033')

run() { # run ARGUMENTS...: keeps stdout, stderr and the status
    "$gradecheck" "$@" >"$out" 2>"$err"
    status=$?
}

same() { [ "$(cat "$1")" = "$2" ]; }

# One line on stderr, nothing on stdout, the status: that is what a refusal looks like.
refuses() { # refuses STATUS PATTERN WHAT
    ok "$3: exit $1" is "$1"
    ok "$3: one line on stderr" lines "$err" 1
    ok "$3: the line names it" has "$err" "$2"
    ok "$3: nothing on stdout" lines "$out" 0
}

number() { # number FILE KEY: a number at the top of a JSON object
    if command -v python3 >/dev/null; then
        python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$1" "$2"
    elif command -v jq >/dev/null; then
        jq ".$2" "$1"
    else
        sed -n "s/^[[:space:]]*\"$2\":[[:space:]]*\([0-9.]*\),\{0,1\}\$/\1/p" "$1" | head -n 1
    fi
}
number_is() { [ "$(number "$1" "$2")" = "$3" ]; }

mkdir template reference_only
cp "$root"/student_template/*.[ch] template
cp "$root"/reference/backprop.c reference_only

# ---- help, version, usage ----

run --help
ok "--help: exit 0" is 0
ok "--help: on stdout" has "$out" '^Usage: gradecheck grade FOLDER'
ok "--help: nothing on stderr" lines "$err" 0
run grade --help
ok "grade --help: exit 0" is 0
ok "grade --help: names the exit status" has "$out" '^Exit status'
cp "$out" grade_help
run watch --help
ok "watch --help: exit 0" is 0
cat "$out" >>grade_help
run --version
ok "--version: exit 0" is 0
ok "--version: one line" lines "$out" 1
ok "--version: a number" has "$out" '^gradecheck [0-9][0-9]*\.[0-9][0-9]*\.[0-9][0-9]*$'

run
refuses 2 "^gradecheck: a command is missing; try 'gradecheck --help'$" "no command"
run mark template
refuses 2 "'mark'.*--help" "an unknown command"
run grade
refuses 2 "folder.*--help" "no folder"
run grade template template
refuses 2 "template.*--help" "two folders"
run grade template --speed
refuses 2 "'--speed'.*--help" "an unknown option"
run grade template --jobs 0
refuses 2 "^gradecheck: --jobs .*'0'.*--help" "--jobs 0"
run grade template --pass 101
refuses 2 "^gradecheck: --pass .*'101'.*--help" "--pass 101"
run grade template --pass 5x
refuses 2 "^gradecheck: --pass .*'5x'.*--help" "--pass 5x"
run grade template --color red
refuses 2 "^gradecheck: --color .*'red'.*--help" "--color red"
run grade template --task Forward
refuses 2 "^gradecheck: --task.*'Forward'.*sigmoid.*forward.*digits.*--help" "an unknown task"

run grade template --task cost,Forward,digits
refuses 2 "^gradecheck: --task.*'Forward'.*sigmoid.*forward.*digits.*--help" "an unknown task in a list"

run explain --help
ok "explain --help: exit 0" is 0
ok "explain --help: on stdout" has "$out" '^Usage: gradecheck explain'
run explain
ok "explain: exit 0" is 0
ok "explain: lists the tasks" has "$out" 'numgrad'
run explain gradient
ok "explain TASK: exit 0" is 0
ok "explain TASK: the formula" has "$out" 'formula *dJ/dTheta'
ok "explain TASK: its causes" has "$out" 'lambda-not-divided'
run explain lambda-not-divided
ok "explain CAUSE: exit 0" is 0
ok "explain CAUSE: what to try" has "$out" '^ try'
run explain lambada
refuses 2 "called 'lambada'" "explain, an unknown name"
run explain cost gradient
refuses 2 "'gradient' is a second.*--help" "explain, two names"
run explain cost --jobs 2
refuses 2 "^gradecheck: explain does not take.*--help" "explain, an option of grade"
run grade template --seed 1.5
refuses 2 "^gradecheck: --seed .*'1.5'.*--help" "--seed 1.5"
run grade template --seed 9007199254740992
refuses 2 "^gradecheck: --seed .*'9007199254740992'.*--help" "--seed 2^53"

# shellcheck disable=SC2013 # words are what is wanted
for option in $(grep -o -e '--[a-z][a-z]*' grade_help | sort -u); do
    ok "$option is in the man page" \
        has "$root/docs/gradecheck.1" "$(echo "$option" | sed 's/-/\\\\-/g')"
    ok "$option is completed by bash" has "$root/completions/gradecheck.bash" "$option"
    ok "$option is completed by zsh" has "$root/completions/_gradecheck" "$option"
done
if command -v bash >/dev/null; then
    ok "the bash completion is bash" bash -n "$root/completions/gradecheck.bash"
fi
if command -v zsh >/dev/null; then
    ok "the zsh completion is zsh" zsh -n "$root/completions/_gradecheck"
fi

# ---- bad submissions: exit 2, and an earlier results file stays ----

mkdir empty no_c large
echo "an essay" >no_c/essay.txt
echo "int x;" >file.c
{ echo "int x;"; head -c 1048576 /dev/zero | tr '\0' ' '; } >large/backprop.c
hostile=$(printf 'no\033[2Jsuch')

bad_submission() { # bad_submission FOLDER PATTERN WHAT
    echo earlier >results.json
    run grade "$1" --json results.json
    refuses 2 "$2" "$3"
    ok "$3: the earlier results file is untouched" same results.json earlier
}
bad_submission nowhere "'nowhere'" "a folder that does not exist"
bad_submission empty "'empty'" "an empty folder"
bad_submission no_c "'no_c'" "a folder without .c"
bad_submission file.c "'file.c'" "a file instead of a folder"
bad_submission large "large\|backprop.c" "a source over 1 MiB"
bad_submission "$hostile" "such" "a name with an escape code"
ok "an escape code does not reach the terminal" not has "$err" "$escape"
if [ "$(id -u)" -ne 0 ]; then
    mkdir unreadable
    cp template/backprop.c unreadable
    chmod 000 unreadable/backprop.c
    bad_submission unreadable "backprop.c" "an unreadable file"
fi

# ---- the grader cannot work: exit 3 ----

fails() { # fails PATTERN WHAT ARGUMENTS...
    pattern=$1
    what_fails=$2
    shift 2
    echo earlier >results.json
    run "$@" --json results.json
    refuses 3 "$pattern" "$what_fails"
    ok "$what_fails: the earlier results file is untouched" same results.json earlier
}
cp -r "$root/fixtures" damaged
set -- damaged/public/*.json.gz
head -c 100 "$1" >shorter
cat shorter >"$1"
cp -r "$root/fixtures" incomplete
rm incomplete/public/manifest.json
mkdir no_fixtures
fails "nowhere" "fixtures that do not exist" grade template --fixtures nowhere
fails "no_fixtures" "an empty fixtures folder" grade template --fixtures no_fixtures
fails "damaged/public" "a damaged fixture" grade template --fixtures damaged/public
fails "incomplete/public" "a missing manifest" grade template --fixtures incomplete/public
fails "no-such-cc" "no compiler" grade template --cc no-such-cc

run grade template --json nowhere/results.json
refuses 3 "nowhere/results.json" "a results folder that does not exist"
run grade template --json empty
refuses 3 "'empty'" "a folder as results file"

mkdir full
if [ "$(id -u)" -eq 0 ] && mount -t tmpfs -o size=8k,mode=755 tmpfs full 2>/dev/null; then
    full_disk=$work/full
    echo earlier >full/results.json
    run grade template --json full/results.json
    refuses 3 "full/results.json.*[Nn]o space" "a full disk"
    ok "a full disk: the earlier results file is untouched" same full/results.json earlier
    ok "a full disk: nothing is left on it" test "$(ls full)" = results.json
    TMPDIR=$work/full run grade template --task forward --json results.json
    ok "no room to build: exit 3" is 3
    ok "no room to build: says so" not lines "$err" 0
    ok "no room to build: nothing is left" test "$(ls full)" = results.json
    TMPDIR=$work/tmp
fi
if [ -c /dev/full ]; then
    run grade template --task forward --json /dev/full
    refuses 3 "/dev/full.*[Nn]o space" "results to /dev/full"
    "$gradecheck" grade template --task forward --json saved.json >/dev/full 2>"$err"
    status=$?
    ok "a report to /dev/full: exit 3" is 3
    ok "a report to /dev/full: one line on stderr" lines "$err" 1
    ok "a report to /dev/full: the results were saved" number_is saved.json max_score 10
    "$gradecheck" --version >/dev/full 2>"$err"
    status=$?
    ok "--version to /dev/full: exit 3" is 3
fi
rm -f saved.json
"$gradecheck" grade template --task forward --json saved.json >&- 2>"$err"
status=$?
ok "a closed stdout: exit 3" is 3
ok "a closed stdout: the results were saved" number_is saved.json max_score 10

# ---- marks ----

run grade template --json results.json --ascii
ok "the template: exit 0" is 0
ok "the template: nothing on stderr" lines "$err" 0
ok "the template: score 0" number_is results.json score 0
ok "the template: of 100" number_is results.json max_score 100
ok "the report: the total" has "$out" ' 0 / 100'
ok "the report: what to do next" has "$out" '^ Next: '
ok "the report: at most 80 columns" not has "$out" '.\{81\}'
ok "the report: one screen" test "$(wc -l <"$out")" -le 40
ok "the report: no colour in a file" not has "$out" "$escape"
ok "--ascii: ASCII alone" not has "$out" '[^ -~]'
if command -v python3 >/dev/null; then
    ok "the results are JSON" python3 -m json.tool results.json "$work/pretty"
fi

run grade reference_only --pass 100 --quiet --json reference.json
ok "the reference: passes 100" is 0
ok "--quiet: the score alone" same "$out" "100 / 100"
ok "the reference: 100 in the file" number_is reference.json score 100

run grade template --task forward --pass 1
ok "--pass 1 on the template: exit 1" is 1
ok "--task: that task's points" has "$out" ' 0 / 10'
ok "--task: no other task" not has "$out" 'gradient'
run grade reference_only --task digits,cost,reldiff
ok "--task LIST: exit 0" is 0
ok "--task LIST: the points of those" has "$out" '17 / 17'
ok "--task LIST: each of them" has "$out" 'reldiff'
ok "--task LIST: no other task" not has "$out" 'forward  '
run grade template --task forward --pass 0
ok "--pass 0: exit 0" is 0
run grade reference_only/ --task forward --pass 11
ok "--pass over what the task has: exit 1" is 1

run grade reference_only --task cost,numgrad --since since.json --json since.json
ok "--since a file that is not there: exit 0" is 0
ok "--since a file that is not there: said" has "$out" 'Since the run before: no earlier run'
run grade reference_only --task numgrad --since since.json --json since.json
ok "--since the file that is written: nothing changed" has "$out" 'Since the run before: nothing changed'
run grade template --task numgrad --since since.json
ok "--since: what is lost" has "$out" '^ lost: *numgrad$'
ok "--since: cases and points" has "$out" '^ numgrad *0 of 4 cases, was 4 *0/6 points, was 6$'
run grade template --task numgrad --since since.json --quiet
ok "--since --quiet: the score alone" same "$out" '0 / 6'
run grade template --task numgrad --since since.json --json -
ok "--since --json -: no word of it" not has "$out" 'Since'
echo '{"format": "gradecheck results"}' >since.json
run grade template --task numgrad --since since.json --json since.json
refuses 2 "since.json" "--since a damaged file"
ok "--since a damaged file: it stays" has since.json '^{"format": "gradecheck results"}$'
run grade template --task sigmoid --json -
ok "--json -: exit 0" is 0
cp "$out" stdout.json
ok "--json -: stdout is the JSON alone" number_is stdout.json max_score 4
run grade template --task sigmoid --json /dev/null
ok "--json /dev/null: exit 0" is 0
ok "--json /dev/null: it is still a device" test -c /dev/null

run grade template --task cost --seed 9007199254740991 --json seed.json
ok "--seed: exit 0" is 0
ok "--seed: is told" has seed.json '"seed":[[:space:]]*9007199254740991,'

mkdir overflow
sed 's|allocate(n_activations(net));|allocate(n_activations(net) - 1);|' \
    "$root/reference/backprop.c" >overflow/backprop.c
run grade overflow --task forward --sanitize --json overflow.json
ok "--sanitize: exit 0" is 0
ok "--sanitize: what it is" has "$out" 'line      backprop.c:[0-9]*: heap-buffer-overflow'
ok "--sanitize: the line is net_input()'s" \
    test "$(sed -n 's/.*line  *backprop.c:\([0-9]*\):.*/\1/p' "$out")" -eq \
    "$(grep -n 'z\[i\] = row\[0\] + dot' overflow/backprop.c | cut -d: -f1)"
mkdir leak
sed '0,/    free(a);/s///' "$root/reference/backprop.c" >leak/backprop.c
run grade leak --verbose
ok "a leak: all points" has "$out" ' 100 / 100 points'
ok "a leak: a remark" has "$out" 'bp_forward: each call leaves [0-9]* bytes'
run grade reference_only --verbose
ok "no leak: no remark" not has "$out" 'Remarks'
run grade "$root/tests/submissions/wrong-lambda-not-divided" --task gradient
ok "a cause is named" has "$out" 'cause     The penalty of the gradient is not divided'
ok "with its formula" has "$out" 'formula   dJ/dTheta'

run grade template --task sigmoid --fixtures "$root/fixtures/public" --jobs 1 --verbose
ok "every other option: exit 0" is 0
"$gradecheck" grade template --task sigmoid <&- >"$out" 2>"$err"
status=$?
ok "a closed stdin: exit 0" is 0

# ---- colour and characters ----

run grade template --task sigmoid --color always
ok "--color always: colour in a file" has "$out" "$escape\\["
NO_COLOR=1 run grade template --task sigmoid --color always
unset NO_COLOR
ok "--color always: over NO_COLOR" has "$out" "$escape\\["
if locale -a 2>/dev/null | grep -qi '^C.utf-\{0,1\}8$'; then
    LC_ALL=C.UTF-8 run grade template --task sigmoid
    ok "a UTF-8 locale: more than ASCII" has "$out" '[^ -~]'
    LC_ALL=C
fi
if script -qec true /dev/null >/dev/null 2>&1; then
    on_terminal() { # on_terminal ENVIRONMENT OPTIONS: as on a terminal
        script -qec "env TERM=xterm $1 '$gradecheck' grade template --task sigmoid $2" \
            /dev/null >"$out" 2>"$err" </dev/null
        status=$?
    }
    on_terminal "" ""
    ok "a terminal: colour" has "$out" "$escape\\[1m"
    ok "a terminal: progress" has "$out" "compiling"
    on_terminal "NO_COLOR=1" ""
    ok "NO_COLOR: no colour" not has "$out" "$escape\\[1m"
    on_terminal "NO_COLOR=" ""
    ok "an empty NO_COLOR: colour" has "$out" "$escape\\[1m"
    on_terminal "TERM=dumb" ""
    ok "a dumb terminal: no escape code" not has "$out" "$escape"
    on_terminal "" "--color never"
    ok "--color never: no colour" not has "$out" "$escape\\[1m"
fi

# ---- ended early ----

"$gradecheck" grade "$root/tests/submissions/wrong-endless-loop" >"$out" 2>"$err" &
early=$!
for _ in $(seq 1200); do
    [ -z "$(ls -A "$work/tmp")" ] || break
    sleep 0.05
done
ok "a run under way has a folder of its own" test -n "$(ls -A "$work/tmp")"
kill -TERM "$early"
wait "$early" 2>/dev/null
status=$?
ok "SIGTERM ends a run, as it ends any program" is 143

# ---- nothing is left behind ----

ok "no temporary file is left" test -z "$(ls -A "$work/tmp")"
ok "nothing was written to the submission" \
    test "$(cd template && printf '%s ' ./*)" = \
    "$(cd "$root/student_template" && printf '%s ' ./*.[ch])"

summary ""
