/* installation.h: where the parts of the grader lie that are files of their own. */
#ifndef GRADER_INSTALLATION_H
#define GRADER_INSTALLATION_H

struct installation {
    char *jail;      /* the launcher, grader/sandbox/jail.c */
    char *worker;    /* worker.o, to be linked with the student's objects */
    char *prelinked; /* the same with the C library; NULL where it was not to be had */
    char *prelinked_names; /* a file of the names in it, a line each; NULL likewise */
    char *include;         /* the folder that holds the contract's backprop.h */
    char *viewer; /* viewer.html, the page without results; NULL where it is not built */
    char *fixtures; /* the public set; NULL where there is none */
};

/* Finds them from the place of the running program: jail, worker.o and include/ beside
 * it, and fixtures/public in one of the folders above it (or beside it), so that a checkout and a handout work wherever they lie. Returns 0, or -1 after one error line
 * that names what is missing; a set is not missed before it is used, since another may be
 * named. */
int installation_find(struct installation *installation);
void installation_release(struct installation *installation);

/* What one command alone asks for, found the same way; the caller frees it. NULL without an error line where it
 * is not there: the folder of a class's pages without data, site/ beside the program; the folder of what
 * students were given, student_template/ above it. */
char *installation_site(void);
char *installation_template(void);

#endif
