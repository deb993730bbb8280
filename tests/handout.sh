#!/bin/sh
# handout.sh BUILD: what `make handout` packs: the same bytes again, nothing that students may not have,
# and each archive used as those who get it would, as far as that can be done on one machine. Parts of
# Gradescope's are run as root alone.
set -u
[ $# -eq 1 ] || { echo "usage: $0 BUILD" >&2; exit 2; }
cd "$(dirname "$0")/.." || exit 3
root=$PWD
# shellcheck source=tests/checks.sh
. tests/checks.sh
work=$(mktemp -d "${TMPDIR:-/tmp}/gradecheck-handout-XXXXXX") || exit 3
chmod 755 "$work"
cleanup() {
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 3' HUP INT TERM
export LC_ALL=C
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL VARIANT SOURCE_DATE_EPOCH REQUIRE

out=$work/out
err=$work/err
version=$(sed -n 's/^VERSION := //p' Makefile)
archives=build/handout

run() { # run COMMAND...: keeps stdout, stderr and the status
    "$@" >"$out" 2>"$err"
    status=$?
}

# run_as_student COMMAND: in the current folder, with as little as a login gives, and nothing to be read
# by others
run_as_student() {
    set -- env -i PATH=/usr/bin:/bin HOME="$work/home" LC_ALL=C sh -c "umask 077; $1"
    [ "$(id -u)" -ne 0 ] || set -- setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
    run "$@"
}

give_to_student() { # give_to_student FOLDER
    [ "$(id -u)" -ne 0 ] || chown -R 65534:65534 "$1"
}

json() { # json FILE EXPRESSION: prints what the expression makes of `it`
    python3 -c 'import json, sys; it = json.load(open(sys.argv[1])); print(eval(sys.argv[2]))' "$1" "$2"
}
json_is() { [ "$(json "$1" "$2" 2>&1)" = "$3" ]; }

mkdir "$work/home" && give_to_student "$work/home"

# ---- packed, and packed again elsewhere ----

mkdir "$work/hidden" && cp -R fixtures/public/. "$work/hidden/"
sed -i 's/"hidden":[[:space:]]*false/"hidden": true/' "$work/hidden/manifest.json"
for format in student github gitlab classroom50; do
    run make -s handout FORMAT="$format"
    ok "FORMAT=$format: exit 0" is 0
done
run make -s handout FORMAT=gradescope FIXTURES="$work/hidden"
ok "FORMAT=gradescope with a hidden set: exit 0" is 0
cp "$archives/gradecheck-gradescope-$version.zip" "$work/hidden.zip"
run make -s handout FORMAT=gradescope
ok "FORMAT=gradescope: exit 0" is 0
run make -s handout FORMAT=moodle
ok "an unknown FORMAT: fails" not is 0
ok "an unknown FORMAT: is named" has "$err" "'moodle'"
run make -s handout FORMAT=github FIXTURES="$work/hidden"
ok "a hidden set for students: fails" not is 0
ok "a hidden set for students: says why" has "$err" "students hold this archive"
run make -s handout FORMAT=gradescope FIXTURES=nowhere
ok "no set of fixtures: is named" has "$err" "'nowhere'"

# The copy has the objects, other times, another umask, and a name that a shell would split.
copy="$work/an other folder"
epoch=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y CHANGELOG.md)
(umask 077 && mkdir "$copy" && tar -cf - --exclude=./.git --exclude=./build --exclude=node_modules . |
    tar -xmf - -C "$copy" && mkdir -p "$copy/build/release" && cp -R build/handout "$copy/build/" &&
    cp build/release/viewer.html "$copy/build/release/")
rm -f "$copy"/build/handout/gradecheck-*
for format in student github gitlab classroom50 gradescope; do
    (umask 027 && TZ=Asia/Tokyo SOURCE_DATE_EPOCH=$epoch "$copy/scripts/handout" "$version" "$format") \
        >"$out" 2>"$err" || cat "$err"
done
for archive in "$archives"/gradecheck-*-"$version".*; do
    ok "${archive##*/}: the same bytes from another folder" cmp "$archive" "$copy/$archive"
done
rm -f "$copy/build/release/viewer.html"
run "$copy/scripts/handout" "$version"
ok "no viewer: exit 3" is 3
ok "no viewer: one line says what to do" has "$err" "^handout: .*viewer.html' is missing: make viewer"
ok "no viewer: that line alone" lines "$err" 1

# ---- what is in it ----

unpack() { # unpack FORMAT: to $work/FORMAT, without the folder at its top
    mkdir "$work/$1"
    case $1 in
    gradescope) unzip -q "$archives/gradecheck-gradescope-$version.zip" -d "$work/$1" ;;
    student) tar -xzf "$archives/gradecheck-handout-$version.tar.gz" --strip-components=1 -C "$work/$1" ;;
    *) tar -xzf "$archives/gradecheck-$1-$version.tar.gz" --strip-components=1 -C "$work/$1" ;;
    esac
}

# Lines of the reference that are long enough to be its own. One is what the sigmoid's formula looks
# like in C.
grep -hE '^    .{24,};$' reference/backprop.c | sed 's/^ *//' | grep -vF 'return 1 / (1 + exp(-z));' |
    sort -u >"$work/own_lines"
ok "the reference has lines of its own" test "$(wc -l <"$work/own_lines")" -ge 40

holds_answers() { # holds_answers FOLDER: prints the files that do, unpacked where gzipped
    find "$1" -type f | while IFS= read -r file; do
        case $file in
        *.gz) gzip -dc "$file" ;;
        *) cat "$file" ;;
        esac | grep -qaF -f "$work/own_lines" && echo "$file"
    done | grep .
}
is_secret() { # is_secret FOLDER: prints names that students may not have
    (cd "$1" && find . | grep -iE 'reference|certify|make_fixtures|hidden|\.key$|/tests?(/|$)|why\.md|\.git/|/slips|/wrong|/obj/')
}
tells_place() { # tells_place FOLDER: prints the files that hold a path of this machine
    grep -rlaF -e "$root" -e "${HOME:-/root}/" "$1"
}

cp reference/backprop.c "$work/home/" && gzip "$work/home/backprop.c"
ok "an answer is found where there is one" holds_answers "$work/home"
rm "$work/home/backprop.c.gz"
broken_links() { # broken_links FOLDER: prints what its documents point to and what is not there
    find "$1" -name '*.md' | while IFS= read -r page; do
        grep -oE '\]\([^):]+\)' "$page" | sed 's/^](//; s/[#)].*//' | grep . | while IFS= read -r target; do
            [ -e "$(dirname "$page")/$target" ] || echo "${page#"$1/"}: $target"
        done
    done
}

for format in student github gitlab gradescope classroom50; do
    unpack "$format"
    ok "$format: no name of what is secret" not is_secret "$work/$format"
    ok "$format: no line of the reference" not holds_answers "$work/$format"
    ok "$format: no path of this machine" not tells_place "$work/$format"
    ok "$format: no document names the build folder" not grep -rl "build/release" "$work/$format" --include=*.md
    ok "$format: documents point to what is there" test -z "$(broken_links "$work/$format")"
    ok "$format: its licences" test -n "$(find "$work/$format" -name LICENSE)" -a -n "$(find "$work/$format" -name THIRD_PARTY.md)"
    ok "$format: that of the digits" has "$(find "$work/$format" -path '*data/README.md')" 'CC BY 4.0'
done
ok "repositories: no document names a folder that is not there" \
    not grep -rF 'student_template/' "$work/github" "$work/gitlab" --include=*.md
ok "all of the template" test -z "$(cd student_template && find . -type f | sort | while read -r file; do
    [ -f "$work/student/student_template/$file" ] || echo "$file"; done)"
for archive in "$archives"/gradecheck-*.tar.gz; do
    ok "${archive##*/}: root's, sorted" test -z "$(tar --numeric-owner -tvzf "$archive" | grep -v ' 0/0 ')" \
        -a "$(tar -tzf "$archive")" = "$(tar -tzf "$archive" | sort)"
done
for program in gradecheck jail; do
    ok "$program needs no library" test -z "$(readelf -l "$work/student/grader/$program" | grep INTERP)"
done
ok "no name newer than glibc 2.31 is asked for" test -z \
    "$(nm "$work/student/grader/worker.o" | grep -E ' U (mallinfo2|__isoc23|arc4random|__libc_single)')"

# ---- a student's machine ----

place="$work/home/Übung eins"
mkdir "$place" && cp -R "$work/student/." "$place/" && chmod -R go= "$place" && give_to_student "$place"
cd "$place" || exit 3
run_as_student "make"
ok "make alone: exit 0" is 0
ok "make alone: lists the targets" has "$out" '^  grade '
run_as_student "make help"
for target in setup grade watch doctor explain clean; do
    ok "make help: $target" has "$out" "^  $target "
done
run_as_student "make setup grade"
ok "the README's commands: exit 0" is 0
ok "the README's commands: 0 of 100" has "$out" ' 0 / 100 points'
ok "results.json: 0" json_is results.json "it['score']" 0
run_as_student "make grade TASK=sigmoid"
ok "TASK=: exit 0" is 0
ok "TASK=: its points" has "$out" ' 0 / 4 points'
run_as_student "make grade TASK=sigmoid V=1"
ok "V=1: layers are told" has "$out" '^ Held by'
run_as_student "make grade TASK=sigmoid HTML=report.html SINCE=last"
ok "HTML=, SINCE=: exit 0" is 0
ok "HTML=: a page" has report.html '</html>'
run_as_student "make explain NAME=gradient"
ok "make explain: the formula" has "$out" 'dJ/dTheta'
run_as_student "make doctor"
ok "make doctor: grading works" has "$out" 'Grading works here'
run_as_student "make watch </dev/null >watched 2>&1 & watch=\$!
    for i in \$(seq 1200); do ! grep -q '^watching' watched || break; sleep 0.1; done
    kill \$watch; wait \$watch; cat watched; rm watched"
ok "make watch: grades" has "$out" ' 0 / 100'
ok "make watch: and waits" has "$out" '^watching'
mkdir "$place/right" && cp "$root/reference/backprop.c" "$place/right/" && give_to_student "$place"
run_as_student "make grade SUBMISSION=right"
ok "SUBMISSION=: 100 of 100" has "$out" '100 / 100 points'
rm -rf "$place/right"
run_as_student "make clean && ls -A"
ok "make clean: as it was unpacked" test "$(cat "$out")" = "$(ls -A "$work/student")"
mkdir "$work/elsewhere"
cat >"$work/elsewhere/uname" <<'UNAME'
#!/bin/sh
case $1 in -s) echo Linux ;; *) echo aarch64 ;; esac
UNAME
chmod -R a+rx "$work/elsewhere"
run_as_student "PATH=$work/elsewhere:/usr/bin:/bin make grade"
ok "another architecture: fails" not is 0
ok "another architecture: a clear line" has "$err" 'x86-64, and here is Linux on aarch64: use a container'
cd "$root" || exit 3

# ---- GitHub, GitLab ----

repository() { # repository FORMAT FILE: a student's repository after a push, its steps in $work/FORMAT-steps
    python3 tests/handout_steps.py "$work/$1/$2" "$work/$1-steps"
    rm -rf "${work:?}/home/$1"
    mkdir "$work/home/$1" && cp -R "$work/$1/." "$work/home/$1/"
}
push() { # push FORMAT SOURCES SHELL: grades them as the service does
    cp "$2" "$work/home/$1/backprop.c"
    rm -f "$work/home/summary" "$work/home/$1"/*.html "$work/home/output" "$work/home/$1/results.json"
    rm -rf "$work/home/$1/reports"
    give_to_student "$work/home"
    cd "$work/home/$1" || exit 3
    run_as_student "umask 022; . $work/$1-steps/env.sh; export GITHUB_STEP_SUMMARY=$work/home/summary \
        GITHUB_OUTPUT=$work/home/output ${PASS_MARK:+PASS=$PASS_MARK}
        for step in $work/$1-steps/[0-9]*.sh; do $3 \$step || exit; done"
    cd "$root" || exit 3
}

github_classroom_says() { # github_classroom_says SCORE: what the step hands on
    sed -n 's/^result=//p' "$work/home/output" | base64 -d >"$work/result" &&
        json_is "$work/result" "sum(test['score'] for test in it['tests'])" "$1"
}

repository github .github/workflows/grade.yml
push github reference/backprop.c "bash -e"
ok "github, a right one: exit 0" is 0
ok "github, a right one: 100 in the summary" has "$work/home/summary" '100'
ok "github, a right one: 100 for a reporter of GitHub Classroom" github_classroom_says 100
ok "github, a right one: a page" has "$work/home/github/report.html" '</html>'
push github tests/hostile/floods-workflow-commands/backprop.c "bash -e"
ok "github, a wrong one: exit 0" is 0
ok "github, a wrong one: annotations" has "$out" '^::\(error\|warning\|notice\) '
ok "github, a wrong one: no command of the student's" not grep -qE '^ *(::(add-mask|stop-commands|set-output)|##)|^::error[^:]*::all is lost' "$out"
ok "github, a wrong one: none in the summary" not grep -qE '^ *(::|##(vso|team|\[))' "$work/home/summary"
PASS_MARK=50
push github student_template/backprop.c "bash -e"
ok "github, below PASS: exit 1" is 1
ok "github, below PASS: a page all the same" has "$work/home/github/report.html" '</html>'
PASS_MARK=
cd "$work/home/github" || exit 3
run_as_student "make grade TASK=sigmoid"
ok "github, make grade in the checkout: exit 0" is 0
ok "github, make grade in the checkout: its points" has "$out" ' 0 / 4 points'
cd "$root" || exit 3
rm "$work/home/github/.gradecheck/worker.o"
push github student_template/backprop.c "bash -e"
ok "github, a broken grader: exit 3" is 3
ok "github, a broken grader: no summary" test ! -s "$work/home/summary"

repository gitlab .gitlab-ci.yml
push gitlab tests/hostile/floods-workflow-commands/backprop.c "sh -e"
ok "gitlab, a wrong one: exit 0" is 0
ok "gitlab: JUnit is XML with failures" python3 -c '
import sys, xml.etree.ElementTree as tree
assert tree.parse(sys.argv[1]).getroot().iter("failure").__next__() is not None' "$work/home/gitlab/reports/junit.xml"
ok "gitlab: code quality is a list" json_is "$work/home/gitlab/reports/gl-code-quality-report.json" "type(it).__name__" list
ok "gitlab: a page" has "$work/home/gitlab/report.html" '</html>'
push gitlab reference/backprop.c "sh -e"
ok "gitlab, a right one: exit 0" is 0
PASS_MARK=50
push gitlab student_template/backprop.c "sh -e"
ok "gitlab, below PASS: exit 1" is 1
PASS_MARK=

# ---- Classroom 50 ----

mkdir "$work/home/checkout" && cp reference/backprop.c "$work/home/checkout/"
cp -R "$work/classroom50" "$work/home/bundle" && chmod -R a-x,a+X "$work/home/bundle" # modes are lost there
give_to_student "$work/home"
python=$(python3 -c 'import sys; print(sys.executable)')
[ ! -x /usr/bin/python3 ] || python=/usr/bin/python3
classroom="CLASSROOM=c ASSIGNMENT=a SUBMISSION_TAG=submit/1 COMMIT_URL=https://x/1 RELEASE_URL=https://x/2 \
    REVIEW_URL=https://x/3 USERNAME=u CLASSROOM50_BUNDLE_DIR=$work/home/bundle $python $work/home/bundle/autograder.py"
cd "$work/home/checkout" || exit 3
run_as_student "$classroom"
ok "classroom50: exit 0" is 0
ok "classroom50: its schema" json_is result.json "it['schema']" classroom50/result/v1
ok "classroom50: 100 of 100" json_is result.json "it['score'], it['max-score']" "(100, 100)"
ok "classroom50: its tests add up" json_is result.json "sum(test['score'] for test in it['tests'])" 100
rm "$work/home/bundle/grader/worker.o"
run_as_student "$classroom"
ok "classroom50, a broken grader: exit 3" is 3
ok "classroom50, a broken grader: no mark" test ! -e result.json
ok "classroom50, a broken grader: says so" has "$out" 'no mark was given: .*worker.o'
cd "$root" || exit 3

# ---- Gradescope: in a tree of its own, which nobody else sees ----

if [ "$(id -u)" -eq 0 ]; then
    mkdir "$work/root"
    unshare --mount --pid --fork --mount-proc tests/handout_gradescope.sh "$work/root" "$work/gradescope" \
        "$work/hidden.zip" >"$out" 2>&1
    counts=$(sed -n 's/^gradescope: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$out")
    grep -v '^gradescope: [0-9]* passed' "$out"
    counts=${counts:-0 1}
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
else
    echo "handout: Gradescope's part was not run: it takes root"
fi

summary "handout: "
