#!/bin/sh
# class_exports.sh BUILD: a small class, graded and exported in every format; the platforms' own files are
# filled in, and every byte of them but the points is held against what it was.
set -u
cd "$(dirname "$0")/.." || exit 3
root=$PWD
build=$root/${1:-build/release}
# shellcheck source=tests/checks.sh
. tests/checks.sh
scratch=$(mktemp -d) || exit 3
[ -n "${KEEP:-}" ] || trap 'rm -rf "$scratch"' EXIT
err=$scratch/err
cd "$scratch" || exit 3

class() { # class ARGUMENT...: stdout in out, the exit status in $status
    "$build/gradeclass" "$@" >out 2>"$err"
    status=$?
}

export_as() { class export class.db "$@"; }

# ---- the class ----

mkdir submissions
cp -r "$root/tests/submissions/right-terse" submissions/ada
cp -r "$root/tests/submissions/right-terse" submissions/=cmd
cp -r "$root/tests/submissions/wrong-delta-sign" submissions/mmueller
mkdir submissions/hanna
printf '#error hanna was here\n' >submissions/hanna/hanna_geheim.c
printf 'no archive' >submissions/broken.zip
cat >roster.csv <<'CSV'
id,name,email,section,platform
mmueller,"Müller, Mia",MIA@x.org,A,101
ada,"=HYPERLINK(""http://x"",""Ada"")",ada@x.org,A,102
=cmd,+Bob,bob@x.org,B,103
hanna,Hanna,hanna@x.org,B,104
broken,"O'Neil ""Zip"" Jr.",zip@x.org,B,105
zoe,Zoë,zoe@x.org,B,106
CSV
cat >times.csv <<'CSV'
id,submitted_at
mmueller,2026-11-21T12:00:00Z
ada,2026-11-19T12:00:00Z
=cmd,2026-11-20T12:30:00+01:00
hanna,2026-11-19T12:00:00Z
broken,2026-11-19T12:00:00Z
CSV
class grade submissions --db class.db --roster roster.csv --times times.csv -q
ok "the class is graded" is 1
cp class.db before.db

cat >policy.toml <<'TOML'
deadline = 2026-11-20T12:00:00Z
[late]
percent_a_day = 10
[points]
nothing_handed_in = 0
[[override]]
student = "hanna"
points = 12.25
reason = "=shown, in person"
by = "M. Meier"
TOML

# ---- csv ----

# cells FILE COLUMN...: of each row of FILE, read by another parser, these columns with '|' between
cells() {
    python3 - "$@" <<'PYTHON'
import csv, sys
for row in csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8')):
    print('|'.join(row[c] for c in sys.argv[2:]))
PYTHON
}

same() { # same FILE: what stands on stdin
    cat >expected
    diff expected "$1"
}

export_as --format csv
ok "csv is written" is 0
cells out id name email section status points max_points >got
ok "csv: a row a student, ordered by id; formulas are none, quotes and commas stay" same got <<'ROWS'
'=cmd|'+Bob|bob@x.org|B|handed in|100|100
ada|'=HYPERLINK("http://x","Ada")|ada@x.org|A|handed in|100|100
broken|O'Neil "Zip" Jr.|zip@x.org|B|could not be read||100
hanna|Hanna|hanna@x.org|B|handed in|0|100
mmueller|Müller, Mia|MIA@x.org|A|handed in|61|100
zoe|Zoë|zoe@x.org|B|nothing handed in||100
ROWS
cells out sigmoid gates neuron graph chain unroll forward cost backprop gradient numgrad reldiff \
    init descent predict digits | tr '|' '+' | sed 's/^++*$/0/' | bc >sums
sqlite3 class.db "SELECT ifnull((SELECT points FROM attempts WHERE student = s.id), 0)
    FROM students AS s ORDER BY id" >points
ok "csv: the tasks' points add up to what the gradebook says" cmp sums points
export_as --format csv --policy policy.toml -o marks.csv
ok "csv with a policy is written to a file" is 0
ok "and nothing to stdout" not [ -s out ]
cells marks.csv id points measured_points late_days penalty_percent penalty_points override_reason \
    override_by submitted_at >got
ok "csv: the policy is applied, and what was measured is told beside it" same got <<'ROWS'
'=cmd|100|100|0|0|0|||2026-11-20T11:30:00Z
ada|100|100|0|0|0|||2026-11-19T12:00:00Z
broken||||||||
hanna|12.25|0|0|0|0|'=shown, in person|M. Meier|2026-11-19T12:00:00Z
mmueller|54.9|61|1|10|6.1|||2026-11-21T12:00:00Z
zoe|0|||||||
ROWS

# shellcheck disable=SC2016  # the fence of a block is no command
sed -n '/^```toml$/,/^```$/p' "$root/docs/gradebook.md" | sed '/^```/d; s/ada@example.org/ada/' >documented.toml
export_as --format csv --policy documented.toml
ok "the policy in the documentation is one" is 0
cells out id points max_points late_days free_days | grep -E '^(ada|zoe|mmueller)' >got
ok "and says what it says there" same got <<'ROWS'
ada|17.5|20|0|0
mmueller|14.75|20|0|0
zoe|0|20||
ROWS

# ---- Canvas ----

# As Canvas writes it, with what spreadsheets and people add. The lines of a student hold {id}, where the
# points of the assignment stand.
template() {
    printf '\357\273\277Student,ID,SIS User ID,SIS Login ID,Section,Warm-up (17),"Backprop, part 1 (4711)",Final Score\r\n'
    printf ',,,,,Manual Posting,"Manual Posting",\r\n'
    printf '"    Points Possible",,,,,5,100.00,(read only)\r\n'
    printf '"Müller, Mia",101,77,mmueller,"A, ""early""",5,{mmueller},88.5\r\n'
    printf '"=HYPERLINK(""http://x"",""Ada"")",102,ada,unknown-login,"A\r\nand\nB",,{ada},\r\n'
    printf '+Bob,103,=cmd,,"B",4,{cmd},"1,5"\r\n'
    printf '\r\n'
    printf '@Hanna, 104 ,,HANNA@x.org,B ,"",{hanna}\r\n'
    printf "'quoted,105,broken,broken,B,1,{broken},2\n"
    printf '"Zo\303\253 ""Z"" \342\200\256\t",106,,,B,1,{zoe},2\r\n'
    printf '"Müller, Mia",,,,Nobody,1,7,2\r\n'
    printf '"Student, Test",999,,deadbeef,B,,0,2'
}

# as_of NAME=POINTS...: the template with these points
as_of() {
    script=
    for pair; do script="$script;s/{${pair%%=*}}/${pair#*=}/"; done
    template | LC_ALL=C sed "${script#;}"
}

column="Backprop, part 1"
as_of mmueller=3 ada= 'cmd="9"' 'hanna=" "' broken=55 zoe=0.0 >canvas.csv
export_as --format canvas --into canvas.csv --policy policy.toml --column "$column"
ok "canvas is filled in" is 0
as_of mmueller=54.9 ada=100 cmd=100 hanna=12.25 broken=55 zoe=0 >expected.csv
ok "canvas: every byte but the points stays" cmp expected.csv out
export_as --format canvas --into out --policy policy.toml --column 4711 -o again.csv
ok "canvas: the column has a number, too" is 2
cp expected.csv filled.csv
export_as --format canvas --into filled.csv --policy policy.toml --column 4711 -o filled.csv
ok "canvas: what is filled in already stays, in its own place too" cmp expected.csv filled.csv
export_as --format canvas --into canvas.csv --column "$column (4711)"
as_of mmueller=61 ada=100 cmd=100 hanna=0 broken=55 'zoe=0.0' >expected.csv
ok "canvas without a policy: who has no mark keeps what was there" cmp expected.csv out

as_of mmueller= ada= cmd= hanna= broken= zoe= | sed 's/,4711,/,x,/' | grep -v -a '=cmd' >other.csv
printf '\r\nNew One,500,,new,A,,,\r\n"\033[31mRed",501,,red,A,,,\r\n' >>other.csv
export_as --format canvas --into other.csv --column 4711
ok "canvas: students on one side alone want to be looked at" is 1
ok "those of the gradebook are named" has "$err" "1 of the gradebook's students is not in 'other.csv': =cmd"
ok "and those of the export, escaped" \
    has "$err" "2 of the students in 'other.csv' are not in the gradebook 'class.db': New One, .x1b.31mRed"
ok "the file is written nevertheless" has out '^"Müller, Mia",101,77,mmueller,"A, ""early""",5,61,'

sed 's/Possible",,,,,5,100.00/Possible",,,,,5,10/' canvas.csv >ten.csv
export_as --format canvas --into ten.csv --column 4711 -o none.csv
ok "canvas: 61 of 100 is not 61 of 10" is 2
ok "and says what to do" has "$err" "out of 10 there, marks are out of 100: .*out_of = 10"
ok "and writes nothing" not [ -e none.csv ]
printf '[points]\nout_of = 10\n' >ten.toml
export_as --format canvas --into ten.csv --column 4711 --policy ten.toml
ok "scaled, it is written" has out '"A, ""early""",5,6.1,88.5'
export_as --format canvas --into canvas.csv
ok "canvas: which of two assignments?" is 2
ok "it is asked for" has "$err" 'has 2 columns of assignments: --column tells which'
export_as --format canvas --into canvas.csv --column "Final Score"
ok "canvas: what Canvas computes is left alone" is 2
export_as --format canvas --into canvas.csv --column Section
ok "canvas: and what is no assignment" is 2
export_as --format canvas --into roster.csv
ok "canvas: another file is none" is 2
sed 's/^+Bob,103/+Bob,101/; s/,=cmd,,/,,mmueller,/' canvas.csv >twice.csv
export_as --format canvas --into twice.csv --column 4711
ok "canvas: one student in two rows is refused" has "$err" "line 8: student 'mmueller' has a row above"
printf 'Student,ID,SIS Login ID,Only (1)\nMia,,mmueller\nAda,,ada,\n' >short.csv
export_as --format canvas --into short.csv --policy ten.toml
printf 'Student,ID,SIS Login ID,Only (1)\nMia,,mmueller,6.1\nAda,,ada,10\n' >expected.csv
ok "canvas: a short row gets its cell, one assignment needs no name" cmp expected.csv out
printf 'Student;ID;SIS Login ID;Only (1)\r\nMüller;1,5;mmueller;0\r\nAda;;ada' >semicolons.csv
export_as --format canvas --into semicolons.csv
printf 'Student;ID;SIS Login ID;Only (1)\r\nMüller;1,5;mmueller;61\r\nAda;;ada;100' >expected.csv
ok "canvas: semicolons stay" cmp expected.csv out
printf 'Student,SIS Login ID,Sum (2),Only (1)\nPoints Possible,,(read only),100\nMia,mmueller,5,\n' >sum.csv
export_as --format canvas --into sum.csv
ok "canvas: what it computes is no second assignment" has out '^Mia,mmueller,5,61$'
printf 'Student,ID,SIS Login ID,Only (1)\nMüller Mia,,someone-else,0\nada,,,1\n' >names.csv
export_as --format canvas --into names.csv
ok "canvas: a name is nobody's id" cmp names.csv out

# ---- Moodle ----

export_as --format moodle --policy policy.toml
printf "Email address,ID number,Grade\r\nbob@x.org,'=cmd,100\r\nada@x.org,ada,100\r\nhanna@x.org,hanna,12.25\r\nMIA@x.org,mmueller,54.9\r\nzoe@x.org,zoe,0\r\n" >expected.csv
ok "moodle: a CSV to import" cmp expected.csv out
worksheet() { # worksheet ADA BOB MIA HANNA
    printf '\357\273\277Identifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed","Last modified (grade)","Feedback comments"\n'
    printf '"Participant 102","=Ada, A.",,"Submitted\nlate",%s,100.00,Yes,-,"<p>a,b</p>"\n' "$1"
    printf '"Participant 7",Bob,bob@x.org,,%s,100.00,Yes,-,\n' "$2"
    printf '"Participant 101","Müller, Mia",mia@X.org,,%s,100.00,Yes,-,\n' "$3"
    printf '"Participant 104",Hanna,,,%s,100.00,No,-,\n' "$4"
    printf '"Participant 105",,,,5,100.00,Yes,-,\n"Participant 106",,,,,100.00,Yes,-,\n'
}
worksheet "" 1 '"2"' 3 >worksheet.csv
export_as --format moodle --into worksheet.csv
worksheet 100 100 61 3 >expected.csv
ok "moodle: the worksheet, every byte but the points" cmp expected.csv out
ok "moodle: a grade that cannot be changed wants to be looked at" is 1
ok "and is told" has "$err" '1 grades cannot be changed'
export_as --format moodle --into worksheet.csv --column "Status" --policy ten.toml
ok "moodle: 6 of 10 is not 6 of 100" is 2
export_as --format moodle --into roster.csv
ok "moodle: a file without points is none" is 2

# ---- JSON lines ----

export_as --format jsonl --policy policy.toml
python3 - >got <<'PYTHON'
import json
for line in open('out', encoding='utf-8'):
    s = json.loads(line)
    causes = [c['id'] for t in s['tasks'] for c in t['causes']]
    print(s['id'], s['name'], s['points'], s['measured_points'], sum(t['points'] for t in s['tasks']),
          (s['override'] or {}).get('by'), causes, sep='|')
PYTHON
ok "jsonl: an object a student, with tasks and causes" same got <<'ROWS'
=cmd|+Bob|100|100|100|None|[]
ada|=HYPERLINK("http://x","Ada")|100|100|100|None|[]
broken|O'Neil "Zip" Jr.|None|None|0|None|[]
hanna|Hanna|12.25|0|0|M. Meier|[]
mmueller|Müller, Mia|54.9|61|61|None|['delta-sign', 'delta-sign', 'delta-sign']
zoe|Zoë|0|None|0|None|[]
ROWS

# ---- pages ----

if [ -e "$build/viewer.html" ]; then
    export_as --format pages -o pages
    ok "pages are written" is 0
    ls pages >got
    ok "pages: one for each who has an attempt" same got <<'ROWS'
%3Dcmd.html
ada.html
hanna.html
mmueller.html
ROWS
    ok "pages: a student's holds the student's results" has pages/mmueller.html '"score":61,'
    export_as --format pages --anonymous -o anonymous
    ok "anonymous pages are written" is 0
    ok "pages: as many" [ "$(find anonymous -name 'student-*.html' | wc -l)" -eq 4 ]
    ok "pages: nobody's name, file or message" not grep -a -i -E 'hanna|mmueller|geheim|=cmd' -r anonymous
    ok "pages: nothing that tells one run from another" not grep -a -l -E \
        '"(seed|seconds|build_seconds|cpu_s|peak_memory_kib|date|diagnostics)":' -r anonymous
    ok "pages: points stay" grep -q -r '"score":61,' anonymous
fi
export_as --format pages
ok "pages want a folder" is 2

# ---- nobody is to be known ----

export_as --format csv --anonymous --policy policy.toml -o names.csv
export_as --format jsonl --anonymous --policy policy.toml -o names.jsonl
for file in names.csv names.jsonl; do
    ok "$file: nobody's id, name, address, time or reason" not grep -i -E \
        '=cmd|[",]ada[",]|[",]broken[",]|hanna|mmueller|zo[^a-z]|x\.org|bob|Mia|Meier|shown|2026|[",]10[1-6][",]' "$file"
done
cells names.csv id points measured_points >got
ok "anonymous: ordered by pseudonym, not by who it is" sort -c got
ok "anonymous: the same marks" [ "$(cut -d'|' -f2 got | sort -n | tr '\n' ' ')" = " 0 12.25 54.9 100 100 " ]
export_as --format csv --anonymous --policy policy.toml
ok "anonymous: the same again" cmp out names.csv
python3 -c "import json
for line in open('names.jsonl'): print(json.loads(line)['id'])" >ids
cells names.csv id | cmp - ids >/dev/null
ok "anonymous: the same in all formats" [ "$?" -eq 0 ]
export_as --format canvas --into canvas.csv --anonymous
ok "anonymous: a platform has to know the students" is 2

# ---- what is refused, and what is not changed ----

class export --format help
ok "--format help needs no gradebook" is 0
for format in csv canvas moodle jsonl pages; do
    ok "$format is listed" has out "^  $format  *[a-z]"
done
export_as --format excel
ok "an unknown format is refused" is 2
ok "and the others are listed" has "$err" '^  jsonl '
export_as --format canvas
ok "canvas wants Canvas' file" is 2
export_as --format csv --into canvas.csv
ok "csv fills nothing in" is 2
export_as --format moodle --column Grade
ok "a column is one of a file" is 2
export_as --format csv --policy none.toml
ok "a policy that is not there is refused" is 2
printf '[[override]]\nstudent = "nobody"\npoints = 1\nreason = "r"\nby = "M"\n' >bad.toml
export_as --format csv --policy bad.toml -o none.csv
ok "a student of the policy that is not there, too" is 2
ok "with its line" has "$err" "'bad.toml', line 1: override.student: no student 'nobody' is in the gradebook"
ok "nothing is written then" not [ -e none.csv ]
export_as --format csv -o /dev/full
ok "a full disk is no success" is 3
class export none.db --format csv
ok "no gradebook, no export" is 2
cat before.db >expected.db
sqlite3 class.db .dump >now.sql
sqlite3 expected.db .dump | cmp - now.sql >/dev/null
ok "the gradebook is as it was" [ "$?" -eq 0 ]
sqlite3 class.db "INSERT INTO failures VALUES ('ada', 'x', '2026-11-22T00:00:00Z', 'no memory')"
export_as --format csv
ok "where the grader failed, that wants to be looked at" is 1
ok "and is told" has "$err" 'the grader failed on 1 of 6 students, who have no mark'
cells out id status points | grep '^ada' >got
ok "and there is no mark" has got '^ada|grader failed|$'

summary "class exports: "
