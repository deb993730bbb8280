#!/bin/sh
# A link to itself, one to nothing, and one to the folder itself.
set -eu
ln -s loop.c loop.c
ln -s nothing nothing.c
ln -s . folder.h
