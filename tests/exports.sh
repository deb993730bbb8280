#!/bin/sh
# exports.sh BUILD: results of right, wrong and hostile submissions, exported in every format and read back
# by parsers that are not ours: the same points and the same verdicts from each, nothing that is secret, and
# nothing that a reader falls for. EXPORTS=all takes more submissions.
set -u
cd "$(dirname "$0")/.." || exit 3
build=${1:-build/release}
# shellcheck source=tests/checks.sh
. tests/checks.sh
scratch=$(mktemp -d) || exit 3
[ -n "${KEEP:-}" ] || trap 'rm -rf "$scratch"' EXIT
gradecheck=$build/gradecheck
formats="gradescope classroom50 junit github github-classroom autolab tap check50 markdown csv"
err=$scratch/err
unset GITHUB_OUTPUT GITHUB_STEP_SUMMARY

packages tests/exports || exit 3

graded() { # graded NAME FOLDER OPTION...: $scratch/NAME.json
    name=$1
    folder=$2
    shift 2
    "$gradecheck" grade "$folder" --json "$scratch/$name.json" -q "$@" >/dev/null 2>"$err"
}

export_as() { # export_as RESULTS OPTION...: stdout in $scratch/out, the exit status in $status
    "$gradecheck" export "$@" >"$scratch/out" 2>"$err"
    status=$?
}

exported() { # exported NAME RESULTS HIDDEN: in every format, for compare.mjs
    folder=$scratch/exports/$1-$3
    mkdir -p "$folder" || return
    for format in $formats; do
        "$gradecheck" export "$2" --format "$format" --hidden "$3" --prefix ./work//submission/ \
            >"$folder/$format" 2>"$err" || return
    done
    "$gradecheck" export "$2" --format gitlab -o "$folder/gitlab" --hidden "$3" 2>"$err" &&
        "$gradecheck" export "$2" --format junit -o "$folder/junit" --hidden "$3" 2>"$err" &&
        GITHUB_STEP_SUMMARY=$folder/summary "$gradecheck" export "$2" --format github --hidden "$3" \
            >/dev/null 2>"$err" || return
    echo "$1 $2 $3 $folder" >>"$scratch/list"
}

# What the tools of others say of a file: prove passes exactly where all points are earned.
valid_junit() { xmllint --nonet --noout --schema tests/exports/junit.xsd "$1/junit" 2>"$err"; }
proven() { # proven FOLDER RESULTS
    prove -e cat "$1/tap" >"$scratch/prove" 2>&1
    status=$?
    if grep -q 'Parse errors' "$scratch/prove"; then
        cat "$scratch/prove"
        return 1
    fi
    if jq -e '.score == .max_score' "$2" >/dev/null; then [ "$status" -eq 0 ]; else [ "$status" -ne 0 ]; fi
}

# ---- results to export ----

submissions="right-kahan wrong-stub wrong-syntax-error wrong-missing-function wrong-one-past-the-end
    wrong-one-sided wrong-endless-loop wrong-unwritten"
hostiles="compile-warning-flood compile-file-names compile-bidi floods-workflow-commands floods-utf8-split"
if [ "${EXPORTS:-}" = all ]; then
    submissions="$submissions wrong-syntax-error-in-one-file wrong-numerical-gradient wrong-softmax-overflow"
    hostiles="$hostiles compile-line-escape floods-fake-junit floods-escapes"
fi
for submission in $submissions; do
    ok "$submission is graded" graded "$submission" "tests/submissions/$submission"
    ok "$submission is exported" exported "$submission" "$scratch/$submission.json" score
done
ok "one task is graded" graded one-task tests/submissions/wrong-delta-sign --task gradient
ok "one task is exported" exported one-task "$scratch/one-task.json" score
for hostile in $hostiles; do
    base=$(sed -n 's/^.*"base":[[:space:]]*"\([^"]*\)".*$/\1/p' "tests/hostile/$hostile/expect.json")
    mkdir "$scratch/$hostile" || exit 3
    [ -z "$base" ] || cp -r "tests/submissions/$base/." "$scratch/$hostile" || exit 3
    cp -r "tests/hostile/$hostile/." "$scratch/$hostile" || exit 3
    [ ! -e "$scratch/$hostile/prepare.sh" ] || (cd "$scratch/$hostile" && sh prepare.sh >/dev/null 2>&1)
    ok "$hostile is graded" graded "hostile-$hostile" "$scratch/$hostile"
    ok "$hostile is exported" exported "hostile-$hostile" "$scratch/hostile-$hostile.json" score
done

printf 'a key of the tests, number 1, of no course' >"$scratch/key" && chmod 600 "$scratch/key"
mkdir "$scratch/set" && cp -r fixtures/data "$scratch/data"
ok "a hidden set is made" "$build/make_fixtures" --data "$scratch/data" --key "$scratch/key" "$scratch/set"
ok "it is graded" graded hidden tests/submissions/wrong-delta-sign --fixtures "$scratch/set" --require none
ok "it is graded for staff" graded staff tests/submissions/wrong-delta-sign --fixtures "$scratch/set" \
    --staff --require none
ok "all are as the schema says" node tests/exports/results_schema.mjs docs/results.schema.json "$scratch"/*.json
mkdir "$scratch/hostile"
ok "hostile results are made" node tests/exports/hostile_results.mjs "$scratch/wrong-one-past-the-end.json" \
    "$scratch/hostile"
for shown in score none names; do
    for set in hidden staff; do
        ok "$set with --hidden $shown is exported" exported "$set" "$scratch/$set.json" "$shown"
    done
    ok "secrets with --hidden $shown are exported" exported hostile-secret \
        "$scratch/hostile/hostile-secret.json" "$shown"
done
for file in "$scratch"/hostile/*.json; do
    hostile=$(basename "$file" .json)
    [ "$hostile" != hostile-secret ] || continue
    ok "$hostile is exported" exported "$hostile" "$file" score
done

# ---- read back ----

node tests/exports/compare.mjs "$scratch/list" >"$scratch/compared" 2>&1
cat "$scratch/compared"
counts=$(sed -n 's/^read back: \([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$scratch/compared")
[ -n "$counts" ] || counts="0 1"
passed=$((passed + ${counts% *}))
failed=$((failed + ${counts#* }))
while read -r which results shown folder; do
    ok "$which ($shown): JUnit XML is valid" valid_junit "$folder"
    ok "$which ($shown): prove sees what is wrong" proven "$folder" "$results"
done <"$scratch/list"

# ---- where it goes ----

err=$scratch/err
results=$scratch/wrong-one-sided.json
export GITHUB_OUTPUT="$scratch/github-output"
echo 'earlier=1' >"$GITHUB_OUTPUT"
export_as "$results" --format github-classroom
ok "a result is added to GITHUB_OUTPUT" is 0
ok "what others wrote there stays" has "$GITHUB_OUTPUT" '^earlier=1$'
ok "it stands there" has "$GITHUB_OUTPUT" '^result=[A-Za-z0-9+/=]*$'
ok "and not on stdout" not [ -s "$scratch/out" ]
unset GITHUB_OUTPUT
"$gradecheck" export - --format csv <"$results" >"$scratch/stdin.csv" 2>"$err"
ok "stdin is read" has "$scratch/stdin.csv" '^"tests/submissions/wrong-one-sided","public","sigmoid/value"'
CLASSROOM=ml ASSIGNMENT=bp SUBMISSION_TAG=$(printf 's\033[1m') USERNAME=ada export_as "$results" --format classroom50
ok "what Classroom 50 knows is handed on" has "$scratch/out" '"owner":.*"ada"'
ok "escaped" has "$scratch/out" '"submission":.*"s\\\\x1b\[1m"'

# ---- what is refused ----

export_as --format help
ok "--format help lists the formats" is 0
for format in $formats gitlab; do
    ok "$format is listed" has "$scratch/out" "^  $format  *[a-zA-Z]"
done
export_as "$results" --format nonsense
ok "a wrong name is refused" is 2
ok "and the formats are listed" has "$err" '^  junit '
export_as "$results"
ok "a format has to be named" is 2
export_as "$results" --format gitlab
ok "GitLab wants a folder" is 2
export_as "$results" --format csv -o "$scratch/none/there.csv"
ok "a folder that is not there is refused" is 2
export_as "$scratch/none.json" --format csv
ok "a file that is not there is refused" is 2
export_as "$results" --format csv --hidden all
ok "--hidden knows three words" is 2
echo '{"format": "other"}' >"$scratch/other.json"
export_as "$scratch/other.json" --format junit
ok "another file is refused" is 2
ok "and named" has "$err" "'.*other.json' is no result of gradecheck"

# ---- faults that other graders were found to have ----

spoilt() { # spoilt SED: $scratch/spoilt.json from the submission that never returns
    sed "$1" "$scratch/wrong-endless-loop.json" >"$scratch/spoilt.json"
}

echo whole >"$scratch/earlier.xml"
sed 's/"complete":[[:space:]]*true/"complete": false/' "$results" >"$scratch/partial.json"
export_as "$scratch/partial.json" --format junit -o "$scratch/earlier.xml"
ok "a run that did not end gives no mark" is 3
ok "and says so" has "$err" 'is of a run that did not end: grade again'
ok "an earlier export stays" has "$scratch/earlier.xml" '^whole$'
export_as "$scratch/wrong-endless-loop.json" --format csv
ok "a timeout is an error" has "$scratch/out" ',0,[0-9]*,error,"timeout: '
ok "and is never passed" not has "$scratch/out" ',passed,"timeout'
spoilt 's/"timeout"/"all well"/'
export_as "$scratch/spoilt.json" --format tap
ok "an unknown verdict has no mark" is 2
spoilt 's/"score":[[:space:]]*[0-9]*/"score": "100"/'
export_as "$scratch/spoilt.json" --format tap
ok "points that are no number have no mark" is 2
spoilt 's/"score":[[:space:]]*[0-9]*/"score": 100/'
export_as "$scratch/spoilt.json" --format gradescope
ok "points that do not add up are refused" is 2
ok "and nothing is written" not [ -s "$scratch/out" ]
export_as "$scratch/wrong-syntax-error.json" --format junit
ok "what does not compile is an error to readers that pass over skipped tests" \
    has "$scratch/out" '<testsuites .* errors="1" skipped="4[0-9]"'
for shown in score none names; do
    ok "a wrong sign in a hidden set fails with --hidden $shown" \
        has "$scratch/exports/hidden-$shown/csv" ',failed,'
done
export_as "$results" --format csv -o /dev/full
ok "a full disk is no success" is 3
export_as "$scratch/right-kahan.json" --format markdown
ok "100 of 100 says that these are public checks" has "$scratch/out" '^# Gradecheck, public checks'

summary "exports: "
