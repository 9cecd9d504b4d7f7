/* The operations as loops over doubles, written for this race; STREAM's four with its way of counting.
   Run: loops THREADS SAMPLES huge|small OPERATION,COUNT ...; prints a line of JSON for each. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <omp.h>

#define HUGE_PAGE (1 << 21)
#define STAGGER (17 * 64)

static double *restrict x, *restrict y, *restrict z;
static double total;
static int parallel;

static void copy(long n)
{
    for (long i = 0; i < n; i++) z[i] = x[i];
}

static void copy_shared(long n)
{
#pragma omp parallel for schedule(static)
    for (long i = 0; i < n; i++) z[i] = x[i];
}

static void scale(long n)
{
    for (long i = 0; i < n; i++) z[i] = 3.0 * x[i];
}

static void scale_shared(long n)
{
#pragma omp parallel for schedule(static)
    for (long i = 0; i < n; i++) z[i] = 3.0 * x[i];
}

static void add(long n)
{
    for (long i = 0; i < n; i++) z[i] = x[i] + y[i];
}

static void add_shared(long n)
{
#pragma omp parallel for schedule(static)
    for (long i = 0; i < n; i++) z[i] = x[i] + y[i];
}

static void triad(long n)
{
    for (long i = 0; i < n; i++) z[i] = y[i] + 3.0 * x[i];
}

static void triad_shared(long n)
{
#pragma omp parallel for schedule(static)
    for (long i = 0; i < n; i++) z[i] = y[i] + 3.0 * x[i];
}

static void add_one(long n)
{
    for (long i = 0; i < n; i++) z[i] = x[i] + 1.0;
}

static void add_one_in_place(long n)
{
    for (long i = 0; i < n; i++) z[i] = z[i] + 1.0;
}

static void sum(long n)
{
    double found = 0;
    for (long i = 0; i < n; i++) found += x[i];
    total = found;
}

static void dot(long n)
{
    double found = 0;
    for (long i = 0; i < n; i++) found += x[i] * y[i];
    total = found;
}

static void count(long n)
{
    long found = 0;
    for (long i = 0; i < n; i++) found += x[i] > 0.5;
    total = (double)found;
}

static void root(long n)
{
    for (long i = 0; i < n; i++) z[i] = sqrt(x[i]);
}

static void exponential(long n)
{
    for (long i = 0; i < n; i++) z[i] = exp(x[i]);
}

/* Loops for one thread are plain: to enter a parallel region, of one thread too, takes as long as a cache full of elements. */
static const struct { const char *name; void (*run)(long); void (*shared)(long); int reduces; } loops[] = {
    { "Copy", copy, copy_shared, 0 }, { "Scale", scale, scale_shared, 0 }, { "Add", add, add_shared, 0 }, { "Triad", triad, triad_shared, 0 },
    { "AddOne", add_one, 0, 0 }, { "AddOneInPlace", add_one_in_place, 0, 0 }, { "Sum", sum, 0, 1 }, { "Dot", dot, 0, 1 }, { "Count", count, 0, 1 },
    { "SquareRoot", root, 0, 0 }, { "Exponential", exponential, 0, 0 },
};

struct block { void *memory; size_t bytes; };

static double *map(struct block *block, long n, int huge, size_t stagger)
{
    block->bytes = n * sizeof(double) + stagger + HUGE_PAGE;
    block->memory = mmap(NULL, block->bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block->memory == MAP_FAILED) exit(2);
    char *first = (char *)block->memory + HUGE_PAGE - (size_t)block->memory % HUGE_PAGE;
    if (huge) madvise(first, block->bytes - HUGE_PAGE, MADV_HUGEPAGE);
    return (double *)(first + stagger);
}

static double seconds(void (*run)(long), long n, long times)
{
    double begin = omp_get_wtime();
    for (long i = 0; i < times; i++) {
        run(n);
        __asm__ volatile("" ::: "memory");
    }
    return (omp_get_wtime() - begin) / times;
}

int main(int argc, char **argv)
{
    if (argc < 5) return 64;
    int samples = atoi(argv[2]), huge = strcmp(argv[3], "huge") == 0;
    omp_set_num_threads(atoi(argv[1]));
    parallel = atoi(argv[1]) > 1;
    for (int a = 4; a < argc; a++) {
        char *comma = strchr(argv[a], ',');
        long n = atol(comma + 1);
        *comma = 0;
        int j = 0;
        while (strcmp(loops[j].name, argv[a])) j++;
        void (*run)(long) = parallel && loops[j].shared ? loops[j].shared : loops[j].run;
        struct block blocks[3];
        x = map(&blocks[0], n, huge, 0), y = map(&blocks[1], n, huge, STAGGER), z = map(&blocks[2], n, huge, 2 * STAGGER);
#pragma omp parallel for if (parallel) schedule(static)
        for (long i = 0; i < n; i++) { x[i] = (i % 7) * 0.25; y[i] = (i % 5) * 0.25 - 0.5; z[i] = 0; }
        long times = 1;
        run(n);
        double check = total;
        if (!loops[j].reduces) for (long i = check = 0; i < n; i++) check += z[i];
        while (seconds(run, n, times) * times < 0.005) times *= 2;
        printf("{\"operation\": \"%s\", \"count\": %ld, \"check\": %.17g, \"seconds\": [", argv[a], n, check);
        for (int k = 0; k < samples; k++) printf("%s%.6g", k ? ", " : "", seconds(run, n, times));
        printf("]}\n");
        fflush(stdout);
        for (int b = 0; b < 3; b++) munmap(blocks[b].memory, blocks[b].bytes);
    }
    return 0;
}
