#!/bin/sh
# Right code, with controls that turn text round in a comment, a string and a warning.
set -eu
{
    cat answers.h
    printf '/* \342\200\256 } \342\201\246 if (admin) \342\201\251 \342\201\246 */\n'
    printf 'const char *text = "\342\200\256 100 / 100 \342\200\254";\n'
    printf '#warning "\342\200\256 001 / 001 \342\200\250 \342\200\217"\n'
} >backprop.c
