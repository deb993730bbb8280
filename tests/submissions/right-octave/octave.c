#include "octave.h"

#include <math.h>
#include <stdlib.h>

Mat zeros(Heap *heap, size_t r, size_t c)
{
    struct block *block = calloc(1, sizeof *block + r * c * sizeof(double));
    if (!block)
        abort();
    block->before = *heap;
    *heap = block;
    return (Mat){r, c, block->v};
}

void leave(Heap *heap, Heap until)
{
    while (*heap != until) {
        struct block *before = (*heap)->before;
        free(*heap);
        *heap = before;
    }
}

Mat ones(Heap *heap, size_t r, size_t c)
{
    Mat M = zeros(heap, r, c);
    EACH (M, i)
        M.v[i] = 1;
    return M;
}

Mat from(Heap *heap, size_t r, size_t c, const double *v)
{
    Mat M = zeros(heap, r, c);
    EACH (M, i)
        M.v[i] = v[i];
    return M;
}

Mat transpose(Heap *heap, Mat A)
{
    Mat M = zeros(heap, A.c, A.r);
    for (size_t i = 0; i < A.r; i++)
        for (size_t j = 0; j < A.c; j++)
            M.v[j * A.r + i] = A.v[i * A.c + j];
    return M;
}

Mat mtimes(Heap *heap, Mat A, Mat B)
{
    Mat M = zeros(heap, A.r, B.c);
    for (size_t i = 0; i < A.r; i++)
        for (size_t k = 0; k < A.c; k++)
            for (size_t j = 0; j < B.c; j++)
                M.v[i * B.c + j] += A.v[i * A.c + k] * B.v[k * B.c + j];
    return M;
}

Mat vertcat(Heap *heap, Mat A, Mat B)
{
    Mat M = zeros(heap, A.r + B.r, A.c);
    EACH (A, i)
        M.v[i] = A.v[i];
    EACH (B, i)
        M.v[A.r * A.c + i] = B.v[i];
    return M;
}

Mat rows(Heap *heap, Mat A, size_t first, size_t last)
{
    return from(heap, last - first + 1, A.c, A.v + (first - 1) * A.c);
}

Mat combine(Heap *heap, double a, Mat A, double b, Mat B)
{
    Mat M = zeros(heap, A.r, A.c);
    EACH (M, i)
        M.v[i] = a * A.v[i] + b * B.v[i];
    return M;
}

Mat dot_times(Heap *heap, Mat A, Mat B)
{
    Mat M = zeros(heap, A.r, A.c);
    EACH (M, i)
        M.v[i] = A.v[i] * B.v[i];
    return M;
}

Mat map(Heap *heap, double (*f)(double), Mat A)
{
    Mat M = zeros(heap, A.r, A.c);
    EACH (M, i)
        M.v[i] = f(A.v[i]);
    return M;
}

double sum(Mat A)
{
    double total = 0;
    EACH (A, i)
        total += A.v[i];
    return total;
}

double max(Mat A)
{
    double largest = A.v[0];
    EACH (A, i)
        largest = A.v[i] > largest ? A.v[i] : largest;
    return largest;
}

double norm(Heap *heap, Mat A)
{
    return sqrt(sum(dot_times(heap, A, A)));
}
