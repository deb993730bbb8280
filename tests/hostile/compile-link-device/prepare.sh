#!/bin/sh
# A link to a file without an end, and a folder, both with names of sources.
set -eu
ln -s /dev/zero backprop.c
mkdir folder.c
