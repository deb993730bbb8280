#!/bin/sh
# class_site.sh: the report of a class: the folder that is written, and what a browser shows of it.
#
#   tests/class_site.sh BUILD    a folder as build/release, with gradeclass, site/ and tests/class_gradebook
#
# The last line is "class site: N passed, N failed". Environment: CHROMIUM, the browser (default: chromium);
# STUDENTS=3000 opens a class of that size, too, and prints how long that takes; RESULTS, a folder of
# results.json files, in place of those of gradings of now. Exit: 0 all passed, 1 some failed, 3 it could
# not be tried.
set -u
build=${1:?"usage: $0 BUILD"}
cd "$(dirname "$0")/.." || exit 3
build=$(cd "$build" && pwd) || exit 3
# shellcheck source=tests/checks.sh
. tests/checks.sh

browser_needs "class site" "$build/site/class.html" sqlite3

scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT
trap 'exit 3' HUP INT TERM
err="$scratch/err"

results=${RESULTS:-$scratch/results}
if [ -z "${RESULTS:-}" ]; then
    mkdir "$results"
    for name in right-several-files wrong-lambda-not-divided wrong-squared-error \
        wrong-syntax-error-in-one-file wrong-stub; do
        "$build/gradecheck" grade "tests/submissions/$name" --seed 7 --quiet \
            --json "$results/$name.json" >/dev/null || exit 3
    done
fi
make_class() { "$build/tests/class_gradebook" "$scratch/$1.db" "$results" "$2" || exit 3; }
report() { # report ARGUMENTS...: its exit status is $status
    "$build/gradeclass" report "$@" >"$scratch/out" 2>"$err"
    status=$?
}
make_class class 70
make_class small 12
printf 'deadline = 2026-11-29T22:00:00Z\n[late]\npercent_a_day = 10\n' >"$scratch/policy.toml"

# ---- the folder ----

report "$scratch/small.db" -o "$scratch/site/"
ok "a site is written" is 0
ok "and one line says where" has "$scratch/out" "^12 students, [0-9]* pages: open .*/index.html$"
ok "it says nothing with --quiet" sh -c "! '$build/gradeclass' report '$scratch/small.db' -o '$scratch/site' -q | grep ."
ok "a site is replaced, and nothing is left beside it" not test -e "$scratch/site.new"
"$build/gradeclass" report "$scratch/small.db" -o "$scratch/site" >/dev/full 2>"$err"
status=$?
ok "where the line cannot be written: exit 3" is 3
touch "$scratch/site/old.html"
mkdir "$scratch/site.new" && touch "$scratch/site.new/.gradeclass-site" "$scratch/site.new/half.html"
report "$scratch/small.db" -o "$scratch/site"
ok "what a killed run left is taken away" is 0
ok "and so is what was there" not test -e "$scratch/site/old.html" -o -e "$scratch/site/half.html" -o -e "$scratch/site.new"

mkdir "$scratch/thesis" && echo work >"$scratch/thesis/chapter"
report "$scratch/small.db" -o "$scratch/thesis"
ok "a folder of something else is refused" is 3
ok "with one line" has "$err" "^gradeclass: '.*/thesis' holds something else than a site: name a new folder$"
ok "and keeps what it holds" has "$scratch/thesis/chapter" work
ok "nothing is left beside it" not test -e "$scratch/thesis.new"
report "$scratch/small.db" -o "$scratch/thesis/chapter"
ok "a file in its place is refused" has "$err" "is there and is no folder: name another$"
mkdir "$scratch/empty"
report "$scratch/small.db" -o "$scratch/empty"
ok "an empty folder becomes a site" test -e "$scratch/empty/index.html"
report "$scratch/none.db" -o "$scratch/never"
ok "no gradebook: exit 2" is 2
ok "no gradebook: no site" not test -e "$scratch/never"
printf 'dead = 1\n' >"$scratch/wrong.toml"
report "$scratch/small.db" -o "$scratch/never" --policy "$scratch/wrong.toml"
ok "a policy that is none is refused" not test -e "$scratch/never" -o "$status" -eq 0
ln -s site "$scratch/link"
report "$scratch/small.db" -o "$scratch/link"
ok "a link stays one, to the site that it leads to" test -L "$scratch/link" -a -e "$scratch/site/index.html"

# A full disk: files beyond the limit cannot be written, and the old site stays.
before=$(cksum <"$scratch/site/index.html")
(
    ulimit -f 200
    "$build/gradeclass" report "$scratch/small.db" -o "$scratch/site" >/dev/null 2>"$err"
)
status=$?
ok "where it cannot be written: exit 3" is 3
ok "the old site stays, and nothing beside it" test "$before" = "$(cksum <"$scratch/site/index.html")" -a ! -e "$scratch/site.new"

# A reader looks while it is replaced again and again.
(while [ ! -e "$scratch/stop" ]; do cat "$scratch/site/index.html" >/dev/null || echo gone >>"$scratch/gone"; done 2>/dev/null) &
reader=$!
for _ in 1 2 3; do "$build/gradeclass" report "$scratch/small.db" -o "$scratch/site" -q; done
touch "$scratch/stop"
wait "$reader"
ok "the page is there at every moment" not test -e "$scratch/gone"

# A class of nobody, and of nobody who handed in.
sqlite3 "$scratch/small.db" ".backup '$scratch/nobody.db'"
sqlite3 "$scratch/nobody.db" "DELETE FROM diagnoses; DELETE FROM cases; DELETE FROM group_points; DELETE FROM task_points;
    DELETE FROM attempts; DELETE FROM failures; DELETE FROM students WHERE id > 's300100'"
report "$scratch/nobody.db" -o "$scratch/nobody"
ok "a class of which nobody handed in has a site" has "$scratch/out" "^3 students, 3 pages"

# ---- in a browser ----

report "$scratch/class.db" -o "$scratch/site"
report "$scratch/class.db" -o "$scratch/policy" --policy "$scratch/policy.toml"
ok "a site after a policy" is 0
report "$scratch/class.db" -o "$scratch/anonymous" --anonymous
ok "a site without names" is 0
cp -r "$scratch/anonymous/index.html" "$scratch/first.html"
report "$scratch/class.db" -o "$scratch/anonymous" --anonymous
ok "students are in another order each time" not cmp -s "$scratch/first.html" "$scratch/anonymous/index.html"
if [ -n "${STUDENTS:-}" ]; then
    make_class big "$STUDENTS"
    report "$scratch/big.db" -o "$scratch/big" --policy "$scratch/policy.toml"
    ok "a site of $STUDENTS" is 0
fi

export BOOK="$scratch/class.db" SITE="$scratch/site" POLICY_SITE="$scratch/policy" \
    ANONYMOUS="$scratch/anonymous" NOBODY="$scratch/nobody" BIG="${STUDENTS:+$scratch/big}" TZ=UTC
browser_tests "$scratch/tap" tests/browser/class/
summary "class site: "
