#!/bin/sh
# A named pipe in the place of a header that nobody includes.
set -eu
mkfifo extra.h
