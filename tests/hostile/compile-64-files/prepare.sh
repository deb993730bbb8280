#!/bin/sh
# Files that do not compile.
set -eu
for n in $(seq 63); do
    yes 'int f(void) { return undeclared; }' | head -n 500 >"f$n.c"
done
