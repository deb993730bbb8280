#!/bin/sh
# test_setup.sh: scripts/setup on made-up machines. PATH holds one folder with a made-up compiler,
# package managers and system, and links to the few real commands that the script uses. What
# is "installed" is a file in $world: there/HEADER, there/static, or a command in bin/.
set -u

setup=$(cd "$(dirname "$0")/.." && pwd)/scripts/setup
sh=$(command -v sh)
root=$(mktemp -d) || exit 3
trap 'rm -rf "$root"' EXIT
passed=0
failed=0

grade_packages="gcc libc6-dev make binutils libcjson-dev zlib1g-dev libsodium-dev libseccomp-dev"

# ---- A machine ----

# command_in_world NAME: a made-up command in the folder on PATH; its text comes on standard input
command_in_world() {
    {
        echo "#!$sh"
        echo "world='$world'"
        cat
    } >"$world/bin/$1"
    chmod +x "$world/bin/$1"
}

# machine ID [ID_LIKE]: an empty machine of this system, with root at the keyboard
machine() {
    world=$root/world
    rm -rf "$world"
    mkdir -p "$world/bin" "$world/there"
    : >"$world/log"
    : >"$world/lists"
    printf 'NAME="Some System"\nID=%s\nID_LIKE="%s"\n' "$1" "${2:-}" >"$world/os-release"
    for tool in sh mktemp rm cat tail tr env chmod touch sed grep; do
        ln -s "$(command -v "$tool")" "$world/bin/$tool"
    done
    echo 'echo 0' | command_in_world id
    echo 'echo Linux' | command_in_world uname
    for manager in dnf pacman apk brew dpkg; do
        echo "echo $manager \"\$@\" >>\"\$world/log\"" | command_in_world $manager
    done
    apt_knows everything
}

not_root() {
    echo 'echo 1000' | command_in_world id
}

sudo_is_there() {
    # shellcheck disable=SC2016
    echo 'echo sudo >>"$world/log"; exec "$@"' | command_in_world sudo
}

# A compiler that builds what includes headers in there/.
compiler_is_there() {
    command_in_world cc <<'FAKE'
for word in "$@"; do
    case $word in
    -static) [ -e "$world/there/static" ] || exit 1 ;;
    -fsanitize=*) [ -e "$world/there/sanitizers" ] || exit 1 ;;
    -lflint-arb) [ -e "$world/there/arb.h" ] || exit 1 ;;
    *.c) source=$word ;;
    esac
done
header=$(sed -n 's/#include <\(.*\)>/\1/p' "$source" | tr / _)
case $header in
stdlib.h | math.h) exit 0 ;;
esac
[ -e "$world/there/$header" ]
FAKE
}

# is_there THING ...: commands, or what the compiler can build
is_there() {
    for thing in "$@"; do
        case $thing in
        cc) compiler_is_there ;;
        *.h | static | sanitizers) touch "$world/there/$thing" ;;
        *) echo : | command_in_world "$thing" ;;
        esac
    done
}

readers="zip unzip python3 node npm xmllint prove chromium jq sqlite3 sim_c"
class="c++ sqlite3.h archive.h yaml.h" # with which toml++ is there, too
everything_for_grade="cc static make ld objcopy cjson_cJSON.h zlib.h sodium.h seccomp.h"

# apt_knows everything|nothing|LIST: whether lists of packages have been fetched
apt_knows() {
    echo "$1" >"$world/lists"
    command_in_world apt-cache <<'FAKE'
case " $(cat "$world/lists") " in
*" everything "* | *" $2 "*) exit 0 ;;
esac
exit 100
FAKE
    command_in_world apt-get <<'FAKE'
echo "apt-get $* [$DEBIAN_FRONTEND]" >>"$world/log"
[ -e "$world/offline" ] && { echo "E: cannot reach the archive"; exit 100; }
case " $* " in
*" update "*)
    cat "$world/archive" >"$world/lists" 2>/dev/null || echo everything >"$world/lists"
    exit 0
    ;;
esac
[ -e "$world/stale" ] && { rm "$world/stale"; echo "E: 404"; exit 100; }
for package in "$@"; do
    case $package in
    gcc) . "$world/give-cc" ;;
    libc6-dev) touch "$world/there/static" ;;
    g++) command=c++ . "$world/give-command" ;;
    libsqlite3-dev) touch "$world/there/sqlite3.h" ;;
    libarchive-dev) touch "$world/there/archive.h" ;;
    libyaml-dev) touch "$world/there/yaml.h" ;;
    make | check | clang | patch) command=$package . "$world/give-command" ;;
    binutils) for command in ld objcopy; do . "$world/give-command"; done ;;
    libcjson-dev) touch "$world/there/cjson_cJSON.h" ;;
    zlib1g-dev) touch "$world/there/zlib.h" ;;
    libsodium-dev) touch "$world/there/sodium.h" ;;
    libseccomp-dev) [ -e "$world/broken" ] || touch "$world/there/seccomp.h" ;;
    libflint-arb-dev) touch "$world/there/arb.h" ;;
    libflint-dev) touch "$world/there/flint_arb.h" ;;
    esac
done
FAKE
    compiler_is_there
    mv "$world/bin/cc" "$world/made-up-cc"
    echo "cat \"\$world/made-up-cc\" >\"\$world/bin/cc\"; chmod +x \"\$world/bin/cc\"" \
        >"$world/give-cc"
    echo "echo \"#!$sh\" >\"\$world/bin/\$command\"; chmod +x \"\$world/bin/\$command\"" \
        >"$world/give-command"
}

# ---- What is checked ----

# run [GOAL ...]: sets status; what was said is in $world/said
run() {
    PATH=$world/bin OS_RELEASE=$world/os-release CC='' V=0 DEBIAN_FRONTEND='' \
        "$sh" "$setup" "$@" >"$world/said" 2>&1
    status=$?
}

# check WHY COMMAND ...: one test; WHY is what is expected
check() {
    why=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "not ok: $why (status $status); it said:"
        sed 's/^/    /' "$world/said"
        echo "  and called:"
        sed 's/^/    /' "$world/log"
    fi
}

ends_with() {
    [ "$status" = "$1" ]
}

says() {
    grep -qF -- "$1" "$world/said"
}

says_line() {
    grep -qxF -- "$1" "$world/said"
}

says_one_line() {
    [ "$(grep -c '' "$world/said")" = 1 ] && says_line "$1"
}

called_nothing() {
    ! [ -s "$world/log" ]
}

called() {
    grep -qF -- "$1" "$world/log"
}

never_called() {
    ! called "$1"
}

# installed LIST: apt-get was asked for exactly these
installed() {
    options="-y --no-install-recommends -o DPkg::Lock::Timeout=120"
    [ "$(grep -c ' install ' "$world/log")" = 1 ] &&
        called "install $options $1 [noninteractive]"
}

# ---- Debian, Ubuntu ----

machine debian
# Words are a list.
# shellcheck disable=SC2086
is_there $everything_for_grade
run
check "all there: success" ends_with 0
check "all there: one line" says_one_line "setup: nothing is missing for grade"
check "all there: no package manager is asked" called_nothing

machine debian
run grade
check "empty machine: success" ends_with 0
check "empty machine: all of grade" installed "$grade_packages"
check "known packages: no update" never_called " update"
check "empty machine: ends with one line" \
    says_line "setup: installed all that was missing for grade"
run grade
check "second run: nothing to do" says_one_line "setup: nothing is missing for grade"

machine debian
apt_knows nothing
run
check "no lists: success" ends_with 0
check "no lists: update" called "apt-get -q update [noninteractive]"
check "no lists: install" installed "$grade_packages"

machine debian
touch "$world/stale"
run
check "stale lists: success" ends_with 0
check "stale lists: update after the failed install" called " update"

machine debian
# shellcheck disable=SC2086
is_there $everything_for_grade
rm "$world/there/sodium.h"
run
check "one library missing: that one alone" installed libsodium-dev

machine debian
# shellcheck disable=SC2086
is_there $everything_for_grade
rm "$world/there/static" "$world/bin/objcopy"
run
check "no static libc, no objcopy" installed "libc6-dev binutils"

machine debian
# shellcheck disable=SC2086
is_there $everything_for_grade $class $readers check.h
run test
check "test needs FLINT and patch" installed "libflint-arb-dev patch"

machine debian
apt_knows "libflint-dev check patch"
# shellcheck disable=SC2086
is_there $everything_for_grade $class $readers check.h
run test
check "Debian 13: Arb is in FLINT" installed "libflint-dev patch"
check "Debian 13: success" ends_with 0

machine debian
# shellcheck disable=SC2086
is_there $everything_for_grade $class $readers check.h arb.h patch
run test
check "test: nothing more" says_one_line "setup: nothing is missing for test"
run demo format
check "goals together" installed "gnuplot-nox clang-format"

machine debian
# shellcheck disable=SC2086
is_there $everything_for_grade $class check.h arb.h sanitizers patch
run ci
check "ci" installed "zip unzip python3-yaml nodejs npm libxml2-utils perl chromium jq sqlite3 similarity-tester slurm-wlm slurm-wlm-basic-plugins slurmctld slurmd munge clang libclang-rt-dev clang-tidy clang-format shellcheck libopenblas-dev"

machine debian
# shellcheck disable=SC2086
is_there $everything_for_grade
run all
check "the class grader: its libraries" installed "g++ libsqlite3-dev libarchive-dev libyaml-dev libtomlplusplus-dev"
check "the class grader: success" ends_with 0
# What the system's own Python has is not told by a command that can be left out here.
machine debian
# shellcheck disable=SC2086
is_there $everything_for_grade $class check.h arb.h patch zip cblas.h
run bench
check "bench: what it compares with" says "valgrind gnuplot-nox"
machine debian
# shellcheck disable=SC2086
is_there $everything_for_grade
run handout
check "handout needs what packs it" installed "zip nodejs npm"

machine debian
run students
check "students need a compiler, make and binutils" installed "gcc libc6-dev make binutils"

machine elementary ubuntu
run
check "made from Ubuntu" installed "$grade_packages"

machine debian
not_root
sudo_is_there
run
check "not root: success" ends_with 0
check "not root: through sudo" called sudo
check "not root: DEBIAN_FRONTEND passes sudo" installed "$grade_packages"

machine debian
not_root
run
check "no sudo: status 3" ends_with 3
check "no sudo: the command" says "as root: apt-get install $grade_packages"
check "no sudo: nothing is run" called_nothing

machine debian
apt_knows nothing
touch "$world/offline"
run
check "offline: status 3" ends_with 3
check "offline: packages are named" says "apt-get did not bring: $grade_packages"
check "offline: apt-get's own words" says "E: cannot reach the archive"
check "offline: what to do" says "apt-get update && apt-get install $grade_packages"

machine debian
touch "$world/offline"
# shellcheck disable=SC2086
is_there $everything_for_grade
rm "$world/there/zlib.h"
run
check "offline, one missing: that one is named" says "did not bring: zlib1g-dev"

machine debian
touch "$world/broken"
run
check "installed and yet of no use: status 3" ends_with 3
check "installed and yet of no use: named" says "still missing for grade: libseccomp"

# ---- Elsewhere: printed, not run ----

# prints WHY COMMAND: the command stands on a line of its own, and nothing was run
prints() {
    check "$1: status 3" ends_with 3
    check "$1: the command" says_line "    $2"
    check "$1: nothing is run" called_nothing
}

machine fedora
run
prints Fedora "dnf install gcc glibc-static make binutils cjson-devel zlib-devel \
libsodium-devel libseccomp-devel"
not_root
# shellcheck disable=SC2086
is_there $everything_for_grade $class $readers check.h arb.h patch
run asan
prints "Fedora, not root" "sudo dnf install libasan libubsan"

machine rocky "rhel centos fedora"
# shellcheck disable=SC2086
is_there $everything_for_grade $readers
run test
prints Rocky "dnf install gcc-c++ sqlite-devel libarchive-devel libyaml-devel tomlplusplus-devel \
check-devel flint-devel patch"

machine arch
run
prints Arch "pacman -S --needed gcc glibc make binutils cjson zlib libsodium libseccomp"

machine alpine
# shellcheck disable=SC2086
is_there $everything_for_grade $class $readers check.h arb.h patch
rm "$world/there/static"
run asan
prints Alpine "apk add musl-dev"
check "Alpine: no package" says "no package is known here for: sanitizers"

machine none
echo 'echo Darwin' | command_in_world uname
rm "$world/os-release"
run
prints macOS "brew install binutils cjson zlib libsodium"
check "macOS: the compiler" says "xcode-select --install"
check "macOS: Linux is needed" says "grading needs Linux"
# shellcheck disable=SC2086
is_there $everything_for_grade
run
check "macOS, all there: Linux is needed still" says "grading needs Linux"
check "macOS, all there: status 3" ends_with 3

machine plan9
run
check "unknown system: status 3" ends_with 3
check "unknown system: what is missing" says \
    "missing for grade: cc static-libc make binutils cjson zlib libsodium libseccomp"
rm "$world/os-release"
run
check "no os-release: status 3" ends_with 3
check "no os-release: nothing is run" called_nothing

# ---- Goals ----

machine debian
run grade nonsense
check "unknown goal: status 2" ends_with 2
check "unknown goal: named" says "unknown goal 'nonsense'"
check "unknown goal: nothing is run" called_nothing
for goal in all help grade test check corpus asan bench demo digits-survey fixtures format \
    check-format tidy coverage ci includes install clean accuracy teach mutants variants \
    verify-fixtures handout students class cluster gradecheck; do
    machine plan9
    run "$goal"
    check "goal $goal is known" ends_with 3
done

if [ "$failed" = 0 ]; then
    echo "test_setup: $passed passed, 0 failed"
else
    echo "test_setup: $passed passed, $failed failed"
    exit 1
fi
