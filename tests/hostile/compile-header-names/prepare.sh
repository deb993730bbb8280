#!/bin/sh
# A header whose name is a command, and others that nobody includes.
set -eu
mv plain.h '$(touch hostile-x).h'
echo '#error not me' >"$(printf 'a\nb\033[2J.h')"
echo '#error not me' >'-include.h'
echo '#error not me' >'..h'
