# shellcheck shell=sh
# checks.sh: what test scripts share; they source it. A script that runs a command keeps its exit
# status in $status, and may keep its stderr in the file $err, which is then shown.
passed=0
failed=0
status=none
err=

ok() { # ok WHAT COMMAND...: passes when the command succeeds; what it prints is shown when it fails
    what=$1
    shift
    if said=$("$@" 2>&1); then
        passed=$((passed + 1))
        [ -z "${VERBOSE:-}" ] || echo "ok: $what"
    else
        failed=$((failed + 1))
        echo "FAILED: $what"
        [ -z "$said" ] || echo "$said" | head -n 20
        [ -z "$err" ] || echo "  status $status; stderr: $(head -n 5 "$err")"
    fi
}

not() { ! "$@"; }
is() { [ "$status" -eq "$1" ]; }
has() { grep -q -e "$2" "$1"; }
lines() { [ "$(wc -l <"$1")" -eq "$2" ]; }

# packages FOLDER: what its package-lock.json names is in its node_modules
packages() {
    [ -n "$(find "$1/node_modules/.package-lock.json" -newer "$1/package-lock.json" 2>/dev/null)" ] ||
        (cd "$1" && npm ci --silent --no-fund --no-audit && touch node_modules/.package-lock.json)
}

# browser_needs NAME PAGE [PROGRAM...]: what tests in a browser need is there, and PAGE, which `make viewer`
# builds; otherwise the script NAME ends with 3
browser_needs() {
    name=$1 page=$2
    shift 2
    for need in node npm "${CHROMIUM:-chromium}" "$@"; do
        if ! command -v "$need" >/dev/null; then
            echo "$name: '$need' is missing: run scripts/setup browser-tests" >&2
            exit 3
        fi
    done
    if [ ! -e "$page" ]; then
        echo "$name: '$page' is missing: run make viewer" >&2
        exit 3
    fi
    packages tests/browser || exit 3
}

# browser_tests FILE FOLDER...: runs and counts the tests in the folders; what they say is kept in FILE
browser_tests() {
    tap=$1
    shift
    node --test --test-reporter=tap "$@" >"$tap"
    grep -E '^ *not ok|^ *(error|expected|actual|failureType):|^ {4,}[+-] ' "$tap"
    grep -E '^# open: ' "$tap"
    if ! grep -q '^# pass [1-9]' "$tap"; then
        cat "$tap" >&2
        exit 3
    fi
    passed=$((passed + $(sed -n 's/^# pass //p' "$tap")))
    failed=$((failed + $(sed -n 's/^# fail //p' "$tap")))
}

summary() { # summary [NAME: ]: the closing line; the exit status of the script
    echo "${1:-}$passed passed, $failed failed"
    [ "$failed" -eq 0 ]
}
