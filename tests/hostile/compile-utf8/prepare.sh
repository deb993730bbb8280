#!/bin/sh
# Bytes that are not UTF-8, and control bytes, where a compiler will quote them.
set -eu
{
    cat head.h
    printf 'static int \377\376 = 1;\n'
    printf '#error \300\200 \355\240\200 \364\220\200\200 \033[2J \302\233\n'
    printf 'int \303\251t\303\251 = unknown_\342\202\254;\n'
    printf 'int a\342\200\256b\342\200\255;\n'
} >backprop.c
