#!/bin/sh
# handout_empty.sh ARCHIVE [SUITE]: a machine that has nothing: Debian's smallest system (debootstrap, from
# the mirror that this machine is set up with), in which an ordinary user unpacks ARCHIVE, does what its
# README says, and gets a report. Then the steps of its Dockerfile in the same system, without docker.
# To be run as root, with debootstrap and a network; takes about a minute. Not a part of run.sh.
set -u
[ $# -ge 1 ] || { echo "usage: $0 ARCHIVE [SUITE]" >&2; exit 2; }
archive=$(realpath "$1")
suite=${2:-bookworm}
cd "$(dirname "$0")/.." || exit 3
# shellcheck source=tests/checks.sh
. tests/checks.sh
[ "$(id -u)" -eq 0 ] || { echo "$0: takes root" >&2; exit 3; }
command -v debootstrap >/dev/null || { echo "$0: debootstrap is missing: apt-get install debootstrap" >&2; exit 3; }

system=$(mktemp -d) || exit 3
out=$system.out
err=$system.err
cleanup() {
    for folder in proc dev; do umount "$system/$folder" 2>/dev/null; done
    # Nothing of this machine is removed should an umount have failed.
    rm -rf --one-file-system "$system" "$out" "$err"
}
trap cleanup EXIT
trap 'exit 3' HUP INT TERM

mirror() { # of this machine's first source of Debian
    sed -n 's/^URIs: *\([^ ]*debian\/\{0,1\}\) *$/\1/p; s/^deb \(\[[^]]*\] \)\{0,1\}\([^ ]*debian\/\{0,1\}\) .*/\2/p' \
        /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1
}
in_system() { # in_system USER COMMAND: with what a login gives
    chroot --userspec="$1" "$system" /usr/bin/env -i PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/home/student \
        LC_ALL=C.UTF-8 sh -c "$2" >"$out" 2>"$err"
    status=$?
}

chmod 755 "$system"
debootstrap --variant=minbase "$suite" "$system" "$(mirror)" >"$out" 2>&1 || { tail -n 5 "$out"; exit 3; }
cp /etc/resolv.conf "$system/etc/"
cp /etc/apt/apt.conf.d/*proxy* "$system/etc/apt/apt.conf.d/" 2>/dev/null
mount --rbind /proc "$system/proc" && mount --make-rslave "$system/proc" || exit 3
mount --bind /dev "$system/dev" || exit 3
mkdir -p "$system/home/student" && chown 1000:1000 "$system/home/student"
cp "$archive" "$system/home/student/handout.tar.gz"
ok "there is no make" test ! -e "$system/usr/bin/make"
ok "there is no compiler" test ! -e "$system/usr/bin/gcc"

start=$(date +%s)
in_system 1000:1000 "cd && umask 077 && tar -xzf handout.tar.gz && mv gradecheck-handout-* handout"
ok "unpacked" is 0
in_system 1000:1000 "cd ~/handout && sh grader/setup"
ok "setup, an ordinary user without sudo: fails" is 3
ok "setup, an ordinary user without sudo: says what to install" has "$err" 'as root: apt-get install .*gcc.*make'
in_system 0:0 "cd /home/student/handout && sh grader/setup"
ok "setup, as root: exit 0" is 0
in_system 1000:1000 "cd ~/handout && make grade"
seconds=$(($(date +%s) - start))
ok "make grade: exit 0" is 0
ok "make grade: 0 of 100" has "$out" ' 0 / 100 points'
in_system 1000:1000 "cd ~/handout && make setup grade TASK=sigmoid V=1 HTML=report.html"
ok "the README's commands: exit 0" is 0
ok "the README's commands: held by Landlock and seccomp" has "$out" 'landlock, seccomp'
ok "a page" has "$system/home/student/handout/report.html" '</html>'
echo "from unpacking to the first report: $seconds s"

# ---- the Dockerfile, by its steps ----

# docker build, as far as a Dockerfile of these words goes: FROM names Debian's release, COPY takes from the
# unpacked archive.
dockerfile=$system/home/student/handout/Dockerfile
folder=/
entry=
ok "FROM: the release that is here" has "$dockerfile" "^FROM debian:$suite-slim\$"
grep -vE '^(#|$)' "$dockerfile" >"$system.steps"
while read -r word rest; do
    case $word in
    FROM) continue ;;
    RUN) in_system 0:0 "$rest" ;;
    COPY) in_system 0:0 "mkdir -p '${rest#* }' && cp -R /home/student/handout/${rest%% *}/. '${rest#* }'" ;;
    WORKDIR) folder=$rest && in_system 0:0 "mkdir -p '$rest'" ;;
    ENTRYPOINT) entry=$(echo "$rest" | tr -d '[],"') ;;
    CMD) entry="$entry $(echo "$rest" | tr -d '[],"')" ;;
    *) status=2 ;;
    esac
    ok "Dockerfile: $word" is 0
done <"$system.steps"
rm -f "$system.steps"
cp reference/backprop.c "$system$folder/"
in_system 0:0 "cd '$folder' && $entry"
ok "the image: exit 0" is 0
ok "the image: 100 of 100" has "$out" '100 / 100 points'

summary "handout, an empty machine: "
