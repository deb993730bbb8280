#ifndef OCTAVE_H
#define OCTAVE_H

#include <stddef.h>

typedef struct {
    size_t r, c;
    double *v;
} Mat;

/* Every matrix made is chained, the latest first; one chain a call. */
struct block {
    struct block *before;
    double v[];
};
typedef struct block *Heap;

#define EACH(M, i) for (size_t i = 0; i < (M).r * (M).c; i++)

/* Frees all that was made since the heap was UNTIL. */
void leave(Heap *heap, Heap until);

Mat zeros(Heap *heap, size_t r, size_t c);
Mat ones(Heap *heap, size_t r, size_t c);
Mat from(Heap *heap, size_t r, size_t c, const double *v);
Mat transpose(Heap *heap, Mat A);
Mat mtimes(Heap *heap, Mat A, Mat B);
/* [A; B] */
Mat vertcat(Heap *heap, Mat A, Mat B);
/* A(first:last, :), counted from 1 */
Mat rows(Heap *heap, Mat A, size_t first, size_t last);
/* a A + b B */
Mat combine(Heap *heap, double a, Mat A, double b, Mat B);
Mat dot_times(Heap *heap, Mat A, Mat B);
Mat map(Heap *heap, double (*f)(double), Mat A);
double sum(Mat A);
double max(Mat A);
double norm(Heap *heap, Mat A);

#endif
