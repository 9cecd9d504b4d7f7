/* STREAM's four loops with its way of counting, repeating and checking, written for this race.
   Build: gcc -O3 -march=native -fopenmp; run: stream <bytes of an array> <repeats>; prints one JSON object. */
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define SCALAR 0.41421356237309515 /* leaves the elements as they were after copy, scale, add and triad */

#define HUGE ((size_t)2 << 20)

/* Arrays that begin at the same place of their pages would meet in the same sets of a cache. */
static double *map(size_t bytes, int huge, int array)
{
    size_t shift = (size_t)array * 5 * 64;
    char *mapped = mmap(NULL, bytes + shift + HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) exit(2);
    char *memory = (char *)(((uintptr_t)mapped + HUGE - 1) & ~(uintptr_t)(HUGE - 1));
    madvise(memory, bytes + shift, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    return (double *)(memory + shift);
}

int main(int count, char **arguments)
{
    if (count < 4) return 64;
    size_t n = strtoull(arguments[1], NULL, 10) / sizeof(double);
    int repeats = atoi(arguments[2]), huge = strcmp(arguments[3], "huge") == 0;
    double *restrict a = map(n * sizeof(double), huge, 0);
    double *restrict b = map(n * sizeof(double), huge, 1);
    double *restrict c = map(n * sizeof(double), huge, 2);
#pragma omp parallel for
    for (size_t i = 0; i < n; i++) { a[i] = 1.0; b[i] = 0.0; c[i] = 0.0; }

    static const char *const names[] = { "Copy", "Scale", "Add", "Triad" };
    static const int arrays[] = { 2, 2, 3, 3 };
    double (*seconds)[4] = malloc(sizeof(double[4]) * repeats);
    for (int k = 0; k < repeats; k++) {
        double begin = omp_get_wtime();
#pragma omp parallel for
        for (size_t i = 0; i < n; i++) c[i] = a[i];
        seconds[k][0] = omp_get_wtime() - begin;
        begin = omp_get_wtime();
#pragma omp parallel for
        for (size_t i = 0; i < n; i++) b[i] = SCALAR * c[i];
        seconds[k][1] = omp_get_wtime() - begin;
        begin = omp_get_wtime();
#pragma omp parallel for
        for (size_t i = 0; i < n; i++) c[i] = a[i] + b[i];
        seconds[k][2] = omp_get_wtime() - begin;
        begin = omp_get_wtime();
#pragma omp parallel for
        for (size_t i = 0; i < n; i++) a[i] = b[i] + SCALAR * c[i];
        seconds[k][3] = omp_get_wtime() - begin;
    }

    double error = 0;
    for (size_t i = 0; i < n; i++) error += fabs(a[i] - 1) + fabs(b[i] - SCALAR) + fabs(c[i] - 1 - SCALAR);
    printf("{\"threads\": %d, \"array_bytes\": %zu, \"error\": %.3g", omp_get_max_threads(), n * sizeof(double), error / (double)n);
    for (int j = 0; j < 4; j++) {
        printf(", \"%s\": [", names[j]);
        /* The first repeat is not counted, as in STREAM. */
        for (int k = 1; k < repeats; k++) printf("%s%.6g", k > 1 ? ", " : "", arrays[j] * n * sizeof(double) / seconds[k][j]);
        printf("]");
    }
    printf("}\n");
    return error / (double)n < 1e-13 ? 0 : 1;
}
