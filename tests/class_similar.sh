#!/bin/sh
# class_similar.sh BUILD: gradeclass similar, end to end. The last line is "similarity: N passed, N failed".
set -u
build=${1:?"usage: $0 BUILD"}
cd "$(dirname "$0")/.." || exit 3
build=$(cd "$build" && pwd) || exit 3
# shellcheck source=tests/checks.sh
. tests/checks.sh

for need in sqlite3 sim_c; do
    command -v "$need" >/dev/null || {
        echo "similarity: '$need' is missing: run scripts/setup test" >&2
        exit 3
    }
done
scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT
trap 'exit 3' HUP INT TERM
err=$scratch/err
out=$scratch/out
chmod 755 "$scratch" # sim_c runs as another user
mkdir "$scratch/tmp"
export TMPDIR="$scratch/tmp"

sql() { sqlite3 "$book" "$1"; }

book_of() { # book_of NAME: a new gradebook, as version 1 of its tables made it
    book=$scratch/$1.db
    sqlite3 "$book" <tests/gradebooks/version-1.sql
    sql "DELETE FROM attempts; DELETE FROM files; DELETE FROM students;"
}

hand_in() { # hand_in STUDENT FILE [NAME]: the file becomes the student's attempt; names are SQL's texts
    content=$(sha256sum "$2" | cut -d ' ' -f 1)
    sql "INSERT INTO students VALUES ('$1', '', '', '', '', '', 1);
        INSERT OR IGNORE INTO files VALUES ('$content', '${3:-backprop.c}', readfile('$2'));
        INSERT INTO attempts (student, source, content, submitted_at, graded_at, outcome, message,
            fixtures, hidden, grader, layers, machine) VALUES ('$1', '$1', '$content',
            '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 'refused', '', '', 0, '', '', '');"
}

similar() { # similar ARGUMENTS...: of $book
    "$build/gradeclass" similar "$book" "$@" >"$out" 2>"$err"
    status=$?
}

# The percentages of a pair of students, as "97 95", the first student's first.
shares() {
    sql "SELECT first_percent || ' ' || second_percent FROM pairs WHERE a = '$1' AND b = '$2'
        UNION SELECT second_percent || ' ' || first_percent FROM pairs WHERE a = '$2' AND b = '$1'"
}

view="CREATE TEMP VIEW pairs AS SELECT x.student AS a, y.student AS b, p.* FROM similar_pairs AS p
    JOIN compared_attempts AS c ON c.comparison = p.comparison AND c.text = p.first
    JOIN attempts AS x ON x.id = c.attempt
    JOIN compared_attempts AS d ON d.comparison = p.comparison AND d.text = p.second
    JOIN attempts AS y ON y.id = d.attempt
    WHERE p.comparison = (SELECT max(id) FROM comparisons);"
make_view() { sql "$(echo "$view" | sed 's/TEMP VIEW/VIEW IF NOT EXISTS/')"; }

at_least() { # at_least PERCENT STUDENT STUDENT: both shares of the pair
    pair=$(shares "$2" "$3")
    [ -n "$pair" ] && [ "${pair% *}" -ge "$1" ] && [ "${pair#* }" -ge "$1" ]
}
no_pair() { [ -z "$(shares "$1" "$2")" ]; }
equal() { [ "$1" = "$2" ] || { echo "'$1' is not '$2'"; false; }; }

octave=tests/submissions/right-octave/backprop.c

# ---- who has what in common ----

sed -e 's/\bdelta\b/d/g' -e 's/\btheta\b/w/g' -e 's/\bnet\b/network/g' -e 's/  */ /g' \
    -e 's|;$|; /* mine */|' "$octave" >"$scratch/renamed.c"
book_of class
hand_in ann "$octave"
hand_in bob "$scratch/renamed.c"
hand_in cay tests/submissions/right-terse/backprop.c
hand_in dan student_template/backprop.c
hand_in eve student_template/backprop.c
hand_in "o''neil <b>" tests/submissions/right-tape/backprop.c "it''s \"x\" <b>.c"
hand_in fay tests/submissions/right-tape/backprop.c
similar
make_view
ok "a class is compared" is 0
ok "a copy with other names, comments and layout is found" at_least 90 ann bob
ok "others are not" equal "$(sql 'SELECT count(*) FROM pairs')" 1
ok "the pair is printed" has "$out" "^  *[0-9]* % of ann$"
ok "with what it says" has "$out" "in runs of 24 tokens or more"
ok "and with what it does not say" has "$out" "It does not say why"
ok "students with the same files are told" has "$out" "^  fay, o'neil <b>$"
ok "the template alone is not compared" has "$out" "^1 text was not compared: nearly nothing"
ok "nor are its two students told to have the same" not has "$out" "eve"
ok "lines of runs are those of the file" equal \
    "$(sql "SELECT max(first_end) <= $(wc -l <"$octave") AND max(second_end) <= $(wc -l <"$octave")
        AND max(first_end) > $(wc -l <"$octave") - 10 FROM similar_runs")" 1
ok "nothing is left behind" equal "$(ls "$scratch/tmp")" ""

similar --threshold 1 -q
ok "quiet" equal "$(cat "$out" "$err")" ""
ok "a second comparison is added" equal "$(sql 'SELECT count(*) FROM comparisons')" 2
ok "shares are those that sim_c gives" equal "$(shares ann bob | wc -w)" 2

# ---- without the template's statements ----

similar --template "$octave" --threshold 30
ok "what another template gives is taken out" no_pair ann bob
ok "its own text is then empty" has "$out" "not compared: nearly nothing"

# ---- earlier years ----

mkdir -p "$scratch/2024/old1" "$scratch/2024/old2" "$scratch/2024/empty"
cp tests/submissions/right-terse/backprop.c "$scratch/2024/old1/"
cp tests/submissions/right-terse/backprop.c "$scratch/2024/old2/"
similar --also "$scratch/2024"
ok "a text of an earlier year is found, and not compared with its own year" equal \
    "$(sql "SELECT count(*), min(first_percent) FROM similar_pairs AS p JOIN compared_texts AS t
        ON t.comparison = p.comparison AND t.text = p.second WHERE t.origin LIKE '2024/old%'
        AND p.comparison = (SELECT max(id) FROM comparisons)")" "2|100"
ok "what cannot be read of it is told" has "$out" "no source in it that can be read"
ok "and is no success" is 1
ok "its files are kept, to be shown" equal "$(sql "SELECT count(*) FROM compared_texts AS t JOIN files
    USING (content) WHERE t.origin = '2024/old1'")" 1

# ---- what cannot be read ----

similar --also "$scratch/none"
ok "a folder that is not there" is 2
"$build/gradeclass" similar "$scratch/none.db" >"$out" 2>"$err"
status=$?
ok "a gradebook that is not there" is 2
similar --threshold 0
ok "a threshold of nothing" is 2

# ---- sources that are hard to read ----

book_of odd
hand_in good "$octave"
{ printf 'int a;\000\000int b;\n' && cat "$scratch/renamed.c"; } >"$scratch/nul.c"
{ head -c 3000000 /dev/zero | tr '\0' x && cat "$scratch/renamed.c"; } >"$scratch/long.c"
{ head -c 900000 /dev/zero | tr '\0' '"' && echo && cat "$scratch/renamed.c"; } >"$scratch/quotes.c"
{ echo '/* no end' && cat "$scratch/renamed.c"; } >"$scratch/comment.c"
{ echo "char *s = \"no end" && cat "$scratch/renamed.c"; } >"$scratch/string.c"
yes 'a+' | tr -d '\n' | head -c 28000 >"$scratch/stuck.c"
yes 'a+' | tr -d '\n' | head -c 400000 >"$scratch/huge.c"
head -c 200000 /dev/urandom >"$scratch/random.c"
tr '\n' '\r' <"$scratch/renamed.c" >"$scratch/returns.c"
for name in nul long quotes comment string stuck huge random returns; do
    hand_in "$name" "$scratch/$name.c"
done
: >"$scratch/empty.c"
hand_in empty "$scratch/empty.c"
similar
make_view
ok "a class with them is compared" [ "$status" -le 1 ]
for name in nul long comment string returns; do
    ok "what else is in it is compared: $name" at_least 80 good "$name"
done
ok "too much to compare is told" has "$out" "not compared: too long"
ok "no control character is printed" not grep -q "$(printf '[\001-\010\013-\037]')" "$out"

# ---- a time that is over ----

similar --time-limit 1
ok "a time limit ends it" [ "$status" -le 1 ]
book_of none
similar
ok "an empty class" is 0

summary "similarity: "
