#!/bin/sh
# A link to another's submission.
set -eu
ln -s /var/tmp/gradecheck-secret/sibling/backprop.c backprop.c
