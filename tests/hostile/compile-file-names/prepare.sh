#!/bin/sh
# Each file gets a name that means something to somebody, and has a warning that shows it.
set -eu
mv -- sigmoid.c '-o.c'
mv -- gradient.c '--version.c'
mv add.c '@file.c'
mv multiply.c '$(touch hostile-x).c'
mv max.c "$(printf 'a\nb\033]0;owned\007\033[2J.c')"
mv reldiff.c "\"; touch hostile-y; ' .c"
echo 'static int unused;' >"$(printf '\377\376.c')"
echo 'static int unused;' >"$(printf 'a\342\200\256c.c')"
