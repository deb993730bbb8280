/* similar_store.h: a comparison, kept in the gradebook. */
#ifndef GRADER_CLASS_SIMILAR_STORE_H
#define GRADER_CLASS_SIMILAR_STORE_H

#include "class/similar.h"

/* Adds it, in one transaction, with the files of those texts of earlier years that are in a pair. TOOL is what
 * sim_c_version() told. Returns 0, or -1 after one error line. */
int similar_store(struct gradebook *book, const struct similar *similar,
                  const struct similar_sources *sources,
                  const struct similar_request *request, const char *tool);

#endif
