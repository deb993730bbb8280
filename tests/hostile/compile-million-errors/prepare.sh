#!/bin/sh
# Each line of the file is wrong.
set -eu
{
    echo '/* Nothing but errors. */'
    yes 'int f(void) { return undeclared; }' | head -c 1000000 | sed '$d'
} >backprop.c
