#!/bin/sh
# browser.sh: the pages of real gradings in a real browser.
#
#   tests/browser.sh BUILD    a folder as build/release, with gradecheck and viewer.html
#
# The last line is "browser: N passed, N failed". Environment: CHROMIUM, the browser (default:
# chromium). Exit: 0 all passed, 1 some failed, 3 it could not be tried.
set -u
build=${1:?"usage: $0 BUILD"}
cd "$(dirname "$0")/.." || exit 3
build=$(cd "$build" && pwd) || exit 3
# shellcheck source=tests/checks.sh
. tests/checks.sh

for need in node npm "${CHROMIUM:-chromium}"; do
    if ! command -v "$need" >/dev/null; then
        echo "browser: '$need' is missing: run scripts/setup browser-tests" >&2
        exit 3
    fi
done
if [ ! -e "$build/viewer.html" ]; then
    echo "browser: '$build/viewer.html' is missing: run make viewer" >&2
    exit 3
fi

packages tests/browser && packages grader/report/viewer || exit 3

scratch=$(mktemp -d) || exit 3
trap 'rm -rf "$scratch"' EXIT
trap 'exit 3' HUP INT TERM

for name in wrong-lambda-not-divided wrong-delta-sign wrong-stub wrong-syntax-error \
    wrong-syntax-error-in-one-file wrong-one-sided wrong-history-late wrong-init-equal \
    right-several-files; do
    "$build/gradecheck" grade "tests/submissions/$name" --seed 7 --quiet \
        --json "$scratch/$name.json" >/dev/null &&
        "$build/gradecheck" report "$scratch/$name.json" -o "$scratch/$name.html" || exit 3
done

GRADECHECK="$build/gradecheck" PAGES="$scratch" node --test --test-reporter=tap \
    tests/browser/test/ grader/report/viewer/test/ >"$scratch/tap"
grep -E '^ *not ok|^ *(error|expected|actual|failureType):|^ {4,}[+-] ' "$scratch/tap"
grep -E '^# open: ' "$scratch/tap"
passed=$(sed -n 's/^# pass //p' "$scratch/tap")
failed=$(sed -n 's/^# fail //p' "$scratch/tap")
if [ -z "$passed" ]; then
    cat "$scratch/tap" >&2
    exit 3
fi
echo "browser: $passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
