/* similar_sources.h: which texts of a class are compared, and what they are. */
#ifndef GRADER_CLASS_SIMILAR_SOURCES_H
#define GRADER_CLASS_SIMILAR_SOURCES_H

#include "class/class_options.h"
#include "class/gradebook.h"
#include "class/similar_text.h"
#include "class/staged_files.h"

enum {
    SIMILAR_RUN_TOKENS =
        24, /* what is shorter is not seen; measured: docs/gradebook.md */
    SIMILAR_MAX_TOKENS = 30000 /* of a text; a solution has some 4,000 */
};

/* What becomes of a text; the names are the gradebook's. */
enum similar_outcome {
    SIMILAR_COMPARED,
    SIMILAR_EMPTY,      /* fewer than SIMILAR_RUN_TOKENS besides the template's */
    SIMILAR_TOO_LONG,   /* more than SIMILAR_MAX_TOKENS */
    SIMILAR_UNREADABLE, /* of an earlier year: an archive that is broken, no source in it */
    SIMILAR_STUCK       /* sim_c crashes on it, or takes too long for it alone */
};
const char *similar_outcome_name(enum similar_outcome outcome);

struct similar_source {
    char *content; /* the hash of its files; "" unreadable */
    char *origin;  /* of an earlier year: FOLDER/NAME as it lies there; "" of the class */
    char *
        text; /* similar_text() of its files, one after another by name; NULL: not compared */
    size_t n_tokens;
    enum similar_outcome outcome;
    size_t n_attempts; /* of the class: who handed these files in; by student */
    int64_t *attempts;
    struct staged_files files; /* of an earlier year: to be kept where they are shown */
};

/* First the class's, then those of earlier years; both from few tokens to many. */
struct similar_sources {
    size_t n, n_class;
    struct similar_source *sources;
};

/* Of each student the attempt that was handed in last, of those whose files the gradebook has; students
 * with the same files are one source. Then what lies in the folders ALSO, each as 'gradeclass grade'
 * finds it; WORK is an empty folder to unpack it in. Of all the .c and .h files count, without a
 * backprop.h. Returns 0, or -1 after one error line, with nothing to release. */
int similar_sources_read(struct similar_sources *sources, struct gradebook *book,
                         const struct class_list *also,
                         const struct similar_template *template, const char *work);
void similar_sources_release(struct similar_sources *sources);

/* Whether a file of this name is part of the text. */
bool similar_takes(const char *name);

#endif
