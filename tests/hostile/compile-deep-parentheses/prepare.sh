#!/bin/sh
# An expression in 400000 pairs of parentheses.
set -eu
n=400000
{
    echo '/* Parentheses, deeper than the stack of the compiler. */'
    printf 'int deep = '
    head -c $n /dev/zero | tr '\0' '('
    printf 1
    head -c $n /dev/zero | tr '\0' ')'
    echo ';'
} >backprop.c
