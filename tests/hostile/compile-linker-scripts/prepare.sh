#!/bin/sh
# Scripts of the linker, and a file of options, under names that tempt.
set -eu
for name in backprop.o worker.o libm.a libc.so symbols worker crt1.o specs; do
    printf 'INPUT(/var/tmp/gradecheck-secret/expected.txt)\nENTRY(evil)\n' >"$name"
done
mkdir include obj src
echo '#error "not the contract"' >include/backprop.h
echo '#error "not the system"' >src/math.h
