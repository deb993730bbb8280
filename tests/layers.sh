#!/bin/sh
# layers.sh BUILD: what is said and done where a layer of containment is missing, and the doctor. A
# kernel without Landlock and seccomp is played by tests/old_kernel.c.
set -u
build=${1:-build/release}
cd "$(dirname "$0")/.." || exit 3
# shellcheck source=tests/checks.sh
. tests/checks.sh
gradecheck=$build/gradecheck
old=$build/tests/old_kernel
right=tests/submissions/right-terse
work=$(mktemp -d "${TMPDIR:-/tmp}/gradecheck-layers-XXXXXX") || exit 3
trap 'rm -rf "$work"' EXIT
trap 'exit 3' HUP INT TERM
out=$work/out
err=$work/err
LC_ALL=C
export LC_ALL

run() { # run COMMAND...: keeps stdout, stderr and the status
    "$@" >"$out" 2>"$err"
    status=$?
}

# ---- this machine ----

run "$gradecheck" doctor
ok "doctor: all is there" is 0
ok "doctor: nothing on stderr" lines "$err" 0
ok "doctor: at most 80 columns" not has "$out" '.\{81\}'
for row in compiler binutils worker sanitizers rlimits landlock seccomp; do
    ok "doctor: $row works" has "$out" " $row  *ok "
done
ok "doctor: the ABI of Landlock" has "$out" 'ABI [1-9]'
ok "doctor: what is in force when student code runs" has "$out" 'landlock, seccomp'
run "$gradecheck" doctor --require landlock,seccomp
ok "doctor --require, all there" is 0
run "$gradecheck" doctor --cc no-such-cc
ok "doctor without a compiler: exit 1" is 1
ok "doctor without a compiler: says so" has "$out" 'compiler  *MISSING'
run "$gradecheck" grade "$right" --task sigmoid --require landlock,seccomp --json "$work/here.json"
ok "--require what is there: a mark" is 0
ok "no notice where nothing is lacking" not has "$out" 'Not held by'
ok "the report records the layers" has "$work/here.json" '"layers":.*landlock, seccomp'
ok "the report records that none is lacking" has "$work/here.json" '"lacking":[[:space:]]*""'

# ---- without them ----

run "$old" "$gradecheck" grade "$right" --task sigmoid --json "$work/old.json"
ok "an old kernel: a student's own run is graded" is 0
ok "an old kernel: right code has its points" has "$out" ' 4 / 4 '
ok "an old kernel: the report says what is lacking" has "$out" 'Not held by landlock, seccomp'
ok "an old kernel: the file says it" has "$work/old.json" '"lacking":[[:space:]]*"landlock, seccomp"'
ok "an old kernel: no layer that is not in force is named" not has "$work/old.json" '"layers":.*seccomp'
run "$old" "$gradecheck" grade "$right" --task sigmoid --require seccomp --json "$work/none.json"
ok "an old kernel, --require seccomp: exit 3" is 3
ok "an old kernel, --require seccomp: one line" lines "$err" 1
ok "an old kernel, --require seccomp: it names the layer" has "$err" 'by seccomp, which is required'
ok "an old kernel, --require seccomp: no mark" test ! -e "$work/none.json"
run "$old" "$gradecheck" doctor
ok "an old kernel: the doctor says how to get it" has "$out" 'landlock  *absent .*needs'
ok "an old kernel: grading works" is 0
run "$old" "$gradecheck" doctor --require landlock
ok "an old kernel, doctor --require landlock: exit 1" is 1
ok "an old kernel, doctor --require landlock: the row" has "$out" 'landlock  *MISSING'

run "$gradecheck" grade "$right" --task sigmoid --no-sandbox --json "$work/off.json"
ok "--no-sandbox: graded" is 0
ok "--no-sandbox: limits alone" has "$work/off.json" '"layers":[[:space:]]*"rlimits"'

# ---- a hidden set is graded with them, or not at all ----

printf 'a key for a test, of no other use\n' >"$work/key"
chmod 600 "$work/key"
mkdir "$work/data" && cp fixtures/data/*.gz "$work/data/"
run "$build/make_fixtures" --key "$work/key" "$work/hidden"
ok "a hidden set is made" is 0
run "$gradecheck" grade "$right" --task sigmoid --fixtures "$work/hidden"
ok "a hidden set: a mark" is 0
run "$old" "$gradecheck" grade "$right" --task sigmoid --fixtures "$work/hidden"
ok "a hidden set on an old kernel: exit 3" is 3
ok "a hidden set on an old kernel: one line" lines "$err" 1
ok "a hidden set on an old kernel: it names both layers" has "$err" 'landlock, seccomp'
run "$old" "$gradecheck" grade "$right" --task sigmoid --fixtures "$work/hidden" --require none
ok "a hidden set on an old kernel, --require none: a mark" is 0

# ---- right code under all layers, whatever compiles it and however it is linked ----

grades_right() { # grades_right NAME N OPTION...: each N-th right submission of the corpus has 100 points
    name=$1
    nth=$2
    shift 2
    n=0
    for folder in tests/submissions/right-*; do
        n=$((n + 1))
        [ $((n % nth)) -eq 0 ] || continue
        run "$gradecheck" grade "$folder" --quiet --require landlock,seccomp "$@"
        ok "$name: ${folder#*/*/}" test "$(cat "$out")" = "100 / 100"
    done
}
[ ! -x /usr/bin/clang ] || grades_right clang 3 --cc clang

# A compiler without a static C library: the worker loads shared libraries. Compilers are found below
# /usr alone.
dynamic=/usr/local/bin/gradecheck-test-gcc
if [ "$(id -u)" -eq 0 ] && [ -x /usr/bin/gcc ] && [ ! -e "$dynamic" ]; then
    trap 'rm -rf "$work" "$dynamic"' EXIT
    mkdir -p "${dynamic%/*}"
    printf '#!/bin/sh\ncase " $* " in *" -static "*) exit 1 ;; esac\nexec gcc "$@"\n' >"$dynamic"
    chmod 755 "$dynamic"
    # Where no worker with the C library in it lies.
    mkdir -p "$build/tests/not-prelinked"
    cp -R "$build/gradecheck" "$build/jail" "$build/filters" "$build/worker.o" "$build/include" \
        "$build/tests/not-prelinked/"
    gradecheck=$build/tests/not-prelinked/gradecheck
    run "$gradecheck" doctor --cc "$dynamic"
    ok "a worker with shared libraries is told" has "$out" 'worker  *ok  *answers; linked with shared'
    grades_right "shared libraries" 6 --cc "$dynamic"
fi

summary "layers: "
