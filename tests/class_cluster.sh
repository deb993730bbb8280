#!/bin/sh
# class_cluster.sh BUILD: a class through a Slurm cluster on this machine, with all that goes wrong there: a
# node that dies in the middle, a task that is cancelled, one that runs twice, results and inputs that are
# damaged, Slurm that does not answer. In the end every grade is what `gradeclass grade` gives here.
# CLASS_CLUSTER: how many submissions (default 200).
set -u
[ $# -eq 1 ] || { echo "usage: $0 BUILD" >&2; exit 2; }
build=$(cd "$1" && pwd) || exit 3
gradeclass=$build/gradeclass
root=$(cd "$(dirname "$0")/.." && pwd) || exit 3
# shellcheck source=tests/checks.sh
. "$root/tests/checks.sh"
n=${CLASS_CLUSTER:-200}
work=$(mktemp -d "${TMPDIR:-/tmp}/gradeclass-cluster-XXXXXX") || exit 3
chmod 755 "$work"
local_pid=
cleanup() {
    [ -z "$local_pid" ] || kill "$local_pid" 2>/dev/null
    "$root/tests/slurm_cluster.sh" stop "$work/slurm"
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 3' HUP INT TERM
mkdir "$work/tmp" "$work/class"
TMPDIR=$work/tmp
LC_ALL=C
SLURM_CONF=$work/slurm/slurm.conf
export TMPDIR LC_ALL SLURM_CONF
cd "$work" || exit 3
out=$work/out
err=$work/err

run() { # run COMMAND...: keeps its status, output and errors
    "$@" >"$out" 2>"$err"
    status=$?
}
sql() { sqlite3 -batch class.db "$1"; }
equal() { [ "$1" = "$2" ] || { echo "'$1', not '$2'"; return 1; }; }
one_line() { lines "$err" 1 && has "$err" "$1"; }
patient() { # patient COMMAND...: true as soon as the command succeeds
    tries=0
    until "$@"; do
        tries=$((tries + 1))
        [ "$tries" -lt 600 ] || return 1
        sleep 0.1
    done
}
results() { find shared/results -type f ! -name '*.*' | wc -l; }
some_results() { [ "$(results)" -ge "$1" ]; }
runs_on() { [ -n "$(squeue --noheader --states=RUNNING --nodelist="$1")" ]; }
job_id() { cat "shared/jobs/$1/slurm-id"; }

# ---- a class ----

# All that grade the same each time, and soon.
kinds="right-octave wrong-delta-sign right-terse wrong-bias-regularised wrong-stub right-several-files
    wrong-transposed-if-square wrong-syntax-error right-row-pointers wrong-not-averaged wrong-lambda-not-divided
    right-x-macros wrong-one-sided wrong-softmax-overflow wrong-missing-function right-goto-static"

# No two have the same files: each has a comment of its own.
make_class() {
    i=0
    while [ "$i" -lt $((n - 5)) ]; do
        for kind in $kinds; do
            [ "$i" -lt $((n - 5)) ] || break
            i=$((i + 1))
            mkdir "class/s$i"
            cp "$root/tests/submissions/$kind/"*.[ch] "class/s$i/"
            for file in "class/s$i/"*.c; do echo "/* handed in as number $i */" >>"$file"; done
        done
    done
    cp -r class/s1 class/same-as-s1
    cp -r class/s2 class/same-as-s2
    (cd class/s3 && tar czf "$work/class/archive.tar.gz" -- *)
    echo "this is no archive" >class/broken.zip
    mkdir class/empty
}
make_class
n_refused=2
n_units=$((n - 5)) # archive.tar.gz holds what s3 does

ok "a cluster starts" "$root/tests/slurm_cluster.sh" start "$work/slurm" $$
[ "$failed" -eq 0 ] || { summary; exit 1; }

# ---- what is refused at once ----

submit() { run "$gradeclass" submit class --db class.db --slurm --shared shared "$@"; }
collect() { run "$gradeclass" collect shared --db class.db "$@"; }

submit --dry-run
ok "a dry run submits nothing" is 0
ok "and makes nothing" not test -e shared
ok "but tells how many would be" has "$out" "$((n - n_refused)) of $n would be submitted"

mkdir shared
chmod g+w shared
submit
ok "a folder that others may write to is refused" is 3
ok "in one line" one_line "others may write to '$work/shared'"
rmdir shared

submit --sbatch --partition=none
ok "an sbatch that fails" is 3
ok "is told in one line" one_line "sbatch failed: .*partition"
ok "and leaves no job" equal "$(ls shared/jobs)" ""

bare=$work/bare
mkdir "$bare"
for command in gcc ld objcopy; do ln -s "$(command -v $command)" "$bare/"; done
run env PATH="$bare" "$gradeclass" submit class --db class.db --slurm --shared shared
ok "no sbatch" is 3
ok "is told in one line" one_line "sbatch is not here"
ok "and leaves no job either" equal "$(ls shared/jobs)" ""

# Ended while it talks to sbatch: nobody knows whether there is a job.
# shellcheck disable=SC2016 # for that shell
printf '#!/bin/sh\nkill -KILL $PPID\n' >"$bare/sbatch"
chmod +x "$bare/sbatch"
run env PATH="$bare:$PATH" "$gradeclass" submit class --db class.db --slurm --shared shared
ok "killed beside sbatch" is 137

# ---- through the array, with a node that dies ----

submit --chunk 2
ok "a class is submitted, but for what cannot be graded" is 0
ok "all again" has "$out" "$((n - n_refused)) submitted, $((n - n_refused)) of them again"
ok "as one job" has "$out" "job [0-9]*: $n_units sets of files to grade in $(((n_units + 1) / 2)) tasks"
tasks=$(((n_units + 1) / 2))
unit() { sed -n "$1p" shared/jobs/0002/units.csv | cut -d, -f"$2"; } # unit LINE COLUMN

damaged=$(unit $((n_units - 3)) 2)
for file in shared/inputs/"$damaged"/*.c; do echo "int planted;" >>"$file"; done
forged=$(unit $((n_units - 5)) 1)
echo "all points" >"shared/results/$forged"

submit
ok "what is in work" is 0
ok "is not submitted twice" has "$out" "gradeclass: 0 submitted.* [0-9]* in work, [1-9]"
scancel "$(job_id 0002)_$((tasks - 1))"
run "$gradeclass" collect shared --db other.db
ok "a gradebook that is not there" is 3

"$gradeclass" grade class --db local.db --quiet -j 1 2>"$work/local.err" &
local_pid=$!

# The same units by hand, beside the first task.
"$gradeclass" work shared/jobs/0002 --chunk 0 >"$work/twice.out" 2>&1 &
twice=$!

ok "results come" patient some_results 4
ok "a node has work" patient runs_on n2
"$root/tests/slurm_cluster.sh" kill-node "$work/slurm" n2
wait "$twice"
ok "a task that ran twice did no harm" equal $? 0

"$gradeclass" collect shared --db class.db --wait >"$out" 2>"$work/killed.err" &
collector=$!
attempts() { sql "SELECT count(*) FROM attempts WHERE outcome = 'graded'"; }
some_collected() { [ "$(attempts)" -ge 1 ]; }
ok "results are collected" patient some_collected
kill -KILL "$collector"
wait "$collector" 2>/dev/null
collect
ok "killed, and called again: one look takes what is there" is 1
cat "$err" >>"$work/killed.err"
ok "a forged result was not taken" has "$work/killed.err" "'.*results/$forged' is no result"
ok "and says what is in work" has "$out" "gradeclass: [0-9]* collected: .* [1-9][0-9]* in work"
some=$(sql "SELECT count(*) FROM attempts")

run env PATH="$bare" "$gradeclass" collect shared --db class.db
ok "no squeue" is 3
ok "is told in one line" one_line "squeue is not here"
ok "and what was collected is kept" equal "$(sql "SELECT count(*) FROM attempts")" "$some"

timeout $((300 + 20 * n)) "$gradeclass" collect shared --db class.db --wait >"$out" 2>"$err"
status=$?
ok "what failed three times is a failure" is 3
ok "of one student" has "$out" " [1-9][0-9]* submitted again, 0 in work, 1 failed"
ok "whose message says why" equal \
    "$(sql "SELECT count(*) FROM failures WHERE message LIKE 'on node %: the files to be graded cannot be read'")" 1
ok "the dead node's task was run again" grep -q "Requeuing JobId=" slurm/slurmctld.log

submit
ok "what failed is submitted again" has "$out" "1 submitted, 1 of them again"
collect --wait --quiet
ok "and graded" is 0
ok "no failure is left" equal "$(sql "SELECT count(*) FROM failures")" 0

# ---- the same as here ----

wait "$local_pid"
status=$?
local_pid=
err=$work/local.err
ok "the same class graded here" is 1
err=$work/err

same() { # same WHAT COLUMNS: of each student, in both gradebooks
    rows="SELECT a.student, $2 FROM %s.attempts AS a LEFT JOIN %s.task_points AS t ON t.attempt = a.id
        LEFT JOIN %s.cases AS c ON c.attempt = a.id AND c.task = t.task"
    # shellcheck disable=SC2059 # it is the format
    here=$(printf "$rows" here here here) there=$(printf "$rows" main main main)
    sql "ATTACH 'local.db' AS here;
        SELECT '$1: ' || student FROM (SELECT * FROM ($here EXCEPT $there)
            UNION SELECT * FROM ($there EXCEPT $here))"
}
ok "every grade is the same" equal "$(same grade "a.outcome, a.points, a.content, a.fixtures, a.grader, a.message")" ""
ok "and the points of every task" equal "$(same task "t.task, t.points, t.likely_cause, t.forfeit")" ""
ok "and the verdict of every case" equal "$(same case "c.id, c.verdict")" ""
ok "everybody has one attempt" equal "$(sql "SELECT count(*), count(DISTINCT student) FROM attempts")" "$n|$n"
ok "each content was graded once" equal \
    "$(sql "SELECT count(*) FROM attempts WHERE outcome = 'graded' AND same_as IS NULL")" "$n_units"
ok "on some machine" equal "$(sql "SELECT count(*) FROM attempts WHERE machine NOT LIKE 'Linux%'")" 0
ok "the files are kept" equal "$(sql "SELECT count(DISTINCT content) FROM files")" "$n_units"

# ---- and once more ----

before=$(sql .dump | cksum)
collect --wait
ok "collected again" is 0
ok "nothing is taken" has "$out" "gradeclass: 0 collected"
submit
ok "nor submitted" has "$out" "gradeclass: 0 submitted, .* $n as before"
ok "and the gradebook is as it was" equal "$(sql .dump | cksum)" "$before"
run "$gradeclass" collect shared --db local.db
ok "another gradebook" is 3
ok "is told whose the folder is" one_line "holds work for the gradebook '$work/class.db'"

# ---- nothing is left ----

"$root/tests/slurm_cluster.sh" stop "$work/slurm"
ok "the cluster leaves no file" not test -e "$work/slurm"
ok "and no process" not grep -l -a -s -F "$work/slurm" /proc/[0-9]*/cmdline /proc/[0-9]*/environ
summary "cluster: "
