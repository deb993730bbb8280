#!/bin/sh
# A named pipe in the place of the source.
set -eu
mkfifo backprop.c
