#!/bin/sh
# A file without a byte.
set -eu
: >backprop.c
