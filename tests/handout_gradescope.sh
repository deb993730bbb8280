#!/bin/sh
# handout_gradescope.sh SOURCE HIDDEN.zip: /autograder as Gradescope makes it, on a tmpfs, with the
# archive's files in SOURCE; right, wrong and hostile submissions. To be run as root in mount and pid
# namespaces of its own: tests/handout.sh does.
set -u
if [ $# -ne 2 ] || [ "$$" -ne 1 ]; then
    echo "usage: unshare -m -p -f --mount-proc $0 SOURCE HIDDEN.zip" >&2
    exit 2
fi
cd "$(dirname "$0")/.." || exit 3
# shellcheck source=tests/checks.sh
. tests/checks.sh
source=$1
hidden=$2
mount -t tmpfs -o mode=755 tmpfs /autograder || exit 3
mkdir /autograder/scratch && mkdir -m 1777 /autograder/tmp
export TMPDIR=/autograder/tmp
out=/autograder/scratch/out
results=/autograder/results/results.json

json_is() { # json_is EXPRESSION VALUE: of results.json
    [ "$(python3 -c 'import json, sys; it = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$results" "$1" 2>&1)" = "$2" ]
}

install() { # install COMMAND...: the image: what COMMAND puts into /autograder/source, and setup.sh
    rm -rf /autograder/source
    mkdir -p /autograder/source /autograder/results /autograder/submission /autograder/bin
    "$@"
    cp /autograder/source/run_autograder /autograder/
    echo '{"assignment": {"total_points": "100.0"}, "previous_submissions": []}' >/autograder/submission_metadata.json
    # What setup.sh installs is here already.
    printf '#!/bin/sh\necho "apt-get $*" >>/autograder/scratch/installed\n' >/autograder/bin/apt-get
    chmod +x /autograder/bin/apt-get
    PATH=/autograder/bin:$PATH sh /autograder/source/setup.sh >"$out" 2>&1
    status=$?
}

submit() { # submit FILE...: a submission, graded
    rm -rf /autograder/submission /autograder/results
    mkdir -p /autograder/submission /autograder/results
    cp "$@" /autograder/submission/
    find /autograder -not -path '/autograder/results*' -not -path '/autograder/scratch*' | sort >/autograder/scratch/before
    echo '{"score": 100, "half' >"$results"
    /autograder/run_autograder >"$out" 2>&1
    status=$?
}

# Those of this namespace that run; what has ended and waits for this script, its init, does not count.
# The shell counts by itself: a pipe would count its own.
processes() {
    n=0
    for stat in /proc/[0-9]*/stat; do
        line="( ) Z"
        { read -r line <"$stat"; } 2>/dev/null
        case ${line##*)} in
        " Z"* | " X"*) ;;
        *) n=$((n + 1)) ;;
        esac
    done
    echo "$n"
}
n_processes=$(processes)

clean_afterwards() { # clean_afterwards WHAT: of the last submission
    find /autograder -not -path '/autograder/results*' -not -path '/autograder/scratch*' | sort >/autograder/scratch/after
    ok "$1: nothing else was written" cmp /autograder/scratch/before /autograder/scratch/after
    ok "$1: root's alone" test "$(stat -c '%U %a' /autograder/results)" = "root 700"
    ok "$1: nobody is left" test "$(processes)" -eq "$n_processes"
}

graded() { # graded WHAT SCORE
    ok "$1: exit 0" is 0
    ok "$1: a score of $2" json_is "it.get('score', sum(t.get('score', 0) for t in it.get('tests', [])))" "$2"
    ok "$1: results.json alone" test "$(ls -A /autograder/results)" = results.json
    clean_afterwards "$1"
}

# attack CODE: the reference, whose last question runs CODE first and gives a wrong answer if it returns 1
attack() {
    mkdir -p /autograder/scratch/attack
    {
        printf '#define _GNU_SOURCE\n#include <fcntl.h>\n#include <signal.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <sys/stat.h>\n#include <unistd.h>\n'
        printf 'static int attack(void)\n{\n%s\n}\n' "$1"
        sed '/^double bp_relative_difference/,/^{/s/^{/{\n    if (attack())\n        return -1;/' reference/backprop.c
    } >/autograder/scratch/attack/backprop.c
    submit /autograder/scratch/attack/backprop.c
}

install cp -R "$source/." /autograder/source/
ok "setup.sh: exit 0" is 0
[ "$status" -eq 0 ] || tail -n 5 "$out"
ok "setup.sh: installs a compiler" has /autograder/scratch/installed 'install.* gcc .*make'
ok "setup.sh: others can read nothing" test -z "$(find /autograder/source -perm /077)"

submit reference/backprop.c
graded "a right one" 100
submit student_template/backprop.c
graded "the stubs" 0
submit tests/submissions/wrong-lambda-not-divided/backprop.c
ok "a wrong one: below 100" json_is "sum(t.get('score', 0) for t in it['tests']) < 100 if 'tests' in it else it['score'] < 100" True
clean_afterwards "a wrong one"

attack '    return 0;'
graded "an attack that does nothing" 100
attack '    int n = open("/autograder/results/results.json", O_WRONLY | O_CREAT | O_TRUNC, 0666) >= 0;
    n += open("/autograder/submission/x", O_WRONLY | O_CREAT, 0666) >= 0;
    n += open("/autograder/run_autograder", O_WRONLY) >= 0;
    n += open("/autograder/source/fixtures/public/manifest.json", O_RDONLY) >= 0;
    n += unlink("/autograder/results/results.json") == 0;
    n += chmod("/autograder/results", 0777) == 0;
    return n + (rename("/autograder/results", "/autograder/r") == 0);'
graded "it reads, writes and removes" 100
attack '    pid_t pid = fork();
    if (pid == 0) { setsid(); signal(SIGTERM, SIG_IGN);
        for (;;) { close(open("/autograder/results/results.json", O_WRONLY | O_TRUNC)); sleep(1); } }
    return pid > 0;'
graded "it leaves a process behind" 100
attack '    for (int i = 0; i < 100; i++) puts("{\"score\": 1000, \"tests\": []}\n::error::\033[2J");
    return 0;'
graded "it prints a mark" 100
ok "it prints a mark: nothing of it on stdout" not grep -q 1000 "$out"

# ---- no submission: no points, and a reason ----

printf 'print("hello")\n' >/autograder/scratch/backprop.py
submit /autograder/scratch/backprop.py
graded "no C" 0
ok "no C: the student is told" json_is "'Nothing could be graded' in it['output']" True
odd=$(printf '/autograder/scratch/a"\\\033\n.c')
head -c 2097152 /dev/zero | tr '\0' ' ' >"$odd"
submit "$odd"
graded "too large, with an odd name" 0
rm -f "$odd"

# ---- the grader fails: no mark ----

mv /autograder/source/grader/worker.o /autograder/scratch/
submit tests/hostile/floods-fake-json/backprop.c
ok "a broken grader: exit 3" is 3
ok "a broken grader: no mark, nor the half of one" test -z "$(ls -A /autograder/results)"
ok "a broken grader: one line says so" has "$out" '^gradecheck: no mark was given: the grader failed (status 3): .*worker.o'
ok "a broken grader: that line alone" lines "$out" 1
mv /autograder/scratch/worker.o /autograder/source/grader/
install sh -c "cp -R '$source/.' /autograder/source/ && echo no-such-layer >/autograder/source/require"
ok "a wrong list of layers: setup.sh fails" not is 0

# ---- a hidden set ----

install unzip -q "$hidden" -d /autograder/source
ok "hidden, setup.sh: exit 0" is 0
submit reference/backprop.c
graded "hidden, a right one" 100
submit tests/submissions/wrong-lambda-not-divided/backprop.c
ok "hidden, a wrong one: exit 0" is 0
ok "hidden, a wrong one: no expected value" not grep -q 'expected *-\{0,1\}[0-9]' "$results"

summary "gradescope: "
