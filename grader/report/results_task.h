/* results_task.h: a task of a results.json, for results.c. */
#ifndef GRADER_RESULTS_TASK_H
#define GRADER_RESULTS_TASK_H

#include "report/results_member.h"

/* Reads the task JSON, number I of its list, into *task. Sets reader->failed after one error line where
 * something is missing or does not add up. */
void results_read_task(struct results_reader *reader, const cJSON *json, size_t i,
                       struct results_task *task);

#endif
