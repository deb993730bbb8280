#!/bin/sh
# Five hundred sources.
set -eu
for n in $(seq 500); do
    echo "int f$n;" >"f$n.c"
done
