/* grow.h: arrays that get longer by one item at a time. */
#ifndef GRADER_CLASS_GROW_H
#define GRADER_CLASS_GROW_H

#include <stddef.h>

/* ITEMS, NULL or allocated, holds n items of SIZE bytes that came to it by this function one by one: it
 * is full whenever n is 0 or a power of two. Returns it with room for one more, moved perhaps; NULL after
 * one error line where there is no memory: ITEMS is then as it was, and still the caller's. */
void *grow(void *items, size_t n, size_t size);

#endif
