/* rubric.h: the sixteen tasks, their points and check groups, and which task builds on which. */
#ifndef GRADER_RUBRIC_H
#define GRADER_RUBRIC_H

#include "contract.h"

#include <stddef.h>

enum { RUBRIC_TASKS = 16, RUBRIC_PARTS = 4, RUBRIC_MAX_GROUPS = 8, RUBRIC_POINTS = 100 };

/* The set of all tasks, 1 << index each. */
#define RUBRIC_ALL_TASKS ((1U << RUBRIC_TASKS) - 1)

/* Cases that earn their points together, all or none. */
struct rubric_group {
    const char *id;    /* unique within the task; NULL ends a task's list */
    const char *title; /* a few words for people */
    int points;
};

struct rubric_task {
    const char *id;
    int part;                 /* 1..4 */
    const char *title;        /* a few words for people */
    int points;               /* the sum over its groups */
    const char *lecture;      /* which topic of the lecture to read again */
    const char *formula;      /* what the task is about, in a line or two */
    const char *builds_on[4]; /* ids of tasks, NULL-terminated */
    struct rubric_group groups[RUBRIC_MAX_GROUPS + 1];
};

/* RUBRIC_TASKS entries, in the order of the contract; a task stands behind all it builds on. */
extern const struct rubric_task rubric[RUBRIC_TASKS];

const char *rubric_part_title(int part);

/* The index of the task with this id, or -1. */
int rubric_task_index(const char *id);

/* Reads "cost,gradient" to a set, 1 << index for each task; a task may be named twice. Returns 0, or
 * -1 where a name is unknown: *unknown is then where it starts in TEXT, *length how long it is. */
int rubric_tasks_parse(const char *text, unsigned *tasks, const char **unknown,
                       size_t *length);

/* The index of the group with this id in TASK, or -1. */
int rubric_group_index(const struct rubric_task *task, const char *id);

#endif
