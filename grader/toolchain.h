/* toolchain.h: the compiler and binutils, run in the sandbox within the build's folder.
 *
 * Names of files are relative to that folder. What a tool prints is for people; whether
 * it did its work is its exit status and the file it was to write.
 */
#ifndef GRADER_TOOLCHAIN_H
#define GRADER_TOOLCHAIN_H

#include "sandbox/sandbox.h"

#include <stdbool.h>

enum compiler_kind { COMPILER_OTHER, COMPILER_GCC, COMPILER_CLANG };

struct toolchain {
    char *compiler, *linker, *objcopy; /* absolute paths */
    char *gold; /* a linker that takes two thirds of the time, and a quarter of the system
                   calls; NULL where there is none */
    enum compiler_kind kind;
    bool quick;                    /* see toolchain_compile(); set by the caller */
    const struct sandbox *sandbox; /* borrowed */
    const char *folder;            /* of the build; borrowed */
};

/* Finds cc (COMPILER, or where that is NULL the first of gcc, cc, clang), ld and objcopy.
 * Returns 0, or -1 after one error line that names what to install; *toolchain is then
 * empty. */
int toolchain_open(struct toolchain *toolchain, const char *compiler,
                   const struct sandbox *sandbox, const char *folder);
void toolchain_release(struct toolchain *toolchain);

/* The functions below return 0 when the tool ran, whatever came of it, which *status
 * tells (the caller releases it), or -1 after one error line when it could not be run. */

/* cc -c SOURCE -o OBJECT with the flags of the contract, and beside it, with a d for its o, the rule that
 * names the headers. Where it is to be quick: with -O0 in the place of
 * -O2, and a section for each function and each variable, by which fingerprints are taken. */
int toolchain_compile(const struct toolchain *toolchain, const char *source,
                      const char *object, struct sandbox_status *status);

/* The same with AddressSanitizer and UBSan, for the lines that they name. */
int toolchain_compile_sanitized(const struct toolchain *toolchain, const char *source,
                                const char *object, struct sandbox_status *status);

/* Links such OBJECTS and worker.o to the program `sanitized`, which needs the sanitizers'
 * libraries; the student's names are made local as below. */
int toolchain_link_sanitized(const struct toolchain *toolchain,
                             const char *const *objects, struct sandbox_status *status);

/* OBJECTS (NULL-terminated) and worker.o to the program `worker`, in three steps:
 *   ld -r     all objects to one. Of a name that several define, as `main` may be, the
 *             first counts: it is for the caller to see that no other is.
 *   objcopy   every symbol that the file `symbols` does not list, one a line, becomes
 *             local, so that the student's `write` does not take the place of the
 *             worker's.
 *   cc        links with libm, statically where there are static libraries. A name that
 *             is defined nowhere becomes address 0, and is missing from the program's
 *             symbols.
 * *status is that of the last step that ran. */
int toolchain_link(const struct toolchain *toolchain, const char *const *objects,
                   struct sandbox_status *status);

/* The same to the same `worker`, in a third of the time, but with no library: with prelinked.o in
 * the place of worker.o, which holds the worker and what submissions call of the C library. Other names than
 * those in it are not to be used. The program has no symbols. JOINED is false where the objects define none of
 * those names, and no common symbol: the first two steps are left out. For a toolchain that has gold. */
int toolchain_link_prelinked(const struct toolchain *toolchain,
                             const char *const *objects, bool joined,
                             struct sandbox_status *status);

/* True when the tool ran to its end and reported success. */
bool tool_succeeded(const struct sandbox_status *status);

#endif
