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

browser_needs browser "$build/viewer.html"
packages grader/report/viewer || exit 3

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

export GRADECHECK="$build/gradecheck" PAGES="$scratch"
browser_tests "$scratch/tap" tests/browser/test/ grader/report/viewer/test/
summary "browser: "
