#!/bin/sh
# Two MiB of a comment.
set -eu
{
    echo '/*'
    yes 'nothing' | head -c 2097152
    echo '*/'
} >backprop.c
