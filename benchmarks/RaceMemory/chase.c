/* A pointer chase over given working sets, as lat_mem_rd of lmbench does it, written for this race.
   Build: gcc -O3 -march=native; run: chase random|stride|thrash huge|base <stride> <bytes>...; prints one JSON object. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#define HUGE ((size_t)2 << 20)
#define PAGE ((size_t)4096)
#define ONE p = *(void ***)p;
#define TEN ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static uint64_t state = 88172645463325252u;

static uint64_t below(uint64_t bound)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint64_t)(((unsigned __int128)state * bound) >> 64);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void **follow(void **p, size_t hundreds)
{
    while (hundreds-- > 0) { HUNDRED }
    return p;
}

static int ascending(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

static void shuffle(size_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        size_t j = below(i + 1);
        order[i] = order[j];
        order[j] = i;
    }
}

/* Each load in another page, pages taken from all of the memory: thrash_initialize of lmbench, with random lines within pages. */
static void **link_across_pages(char *memory, size_t pages, size_t all, size_t stride)
{
    size_t lines = PAGE / stride, *page = malloc(all * sizeof(size_t)), *line = malloc(lines * sizeof(size_t));
    if (page == NULL || line == NULL) exit(2);
    shuffle(page, all);
    shuffle(line, lines);
    void **first = NULL, **last = NULL;
    for (size_t round = 0; round < lines; round++) {
        for (size_t i = 0; i < pages; i++) {
            void **place = (void **)(memory + page[i] * PAGE + line[(i + round) % lines] * stride);
            if (first == NULL) first = place;
            else *last = place;
            last = place;
        }
    }
    *last = first;
    free(page);
    free(line);
    return first;
}

int main(int count, char **arguments)
{
    if (count < 5) return 64;
    int random = strcmp(arguments[1], "random") == 0, thrash = strcmp(arguments[1], "thrash") == 0, huge = strcmp(arguments[2], "huge") == 0;
    size_t stride = strtoull(arguments[3], NULL, 10), greatest = 0;
    for (int k = 4; k < count; k++) {
        size_t bytes = strtoull(arguments[k], NULL, 10);
        if (bytes > greatest) greatest = bytes;
    }
    char *mapped = mmap(NULL, greatest + HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) return 2;
    char *memory = (char *)(((uintptr_t)mapped + HUGE - 1) & ~(uintptr_t)(HUGE - 1));
    madvise(memory, greatest, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);

    printf("{");
    for (int k = 4; k < count; k++) {
        size_t n = strtoull(arguments[k], NULL, 10) / stride;
#define AT(i) (*(void **)(memory + (i) * stride))
        for (size_t i = 0; !thrash && i < n; i++) AT(i) = memory + (random ? i : (i + 1) % n) * stride;
        for (size_t i = n - 1; random && i > 0; i--) {
            size_t j = below(i);
            void *swapped = AT(i);
            AT(i) = AT(j);
            AT(j) = swapped;
        }
        void **p = thrash ? link_across_pages(memory, n * stride / PAGE, greatest / PAGE, stride) : (void **)memory;
        p = follow(p, n / 100 + 1);
        size_t hundreds = 100;
        double begin, taken[31];
        for (;;) {
            begin = now();
            p = follow(p, hundreds);
            if (now() - begin > 2e-3) break;
            hundreds *= 2;
        }
        for (int s = 0; s < 31; s++) {
            begin = now();
            p = follow(p, hundreds);
            taken[s] = (now() - begin) / (100.0 * (double)hundreds);
        }
        qsort(taken, 31, sizeof(double), ascending);
        printf("%s\"%s\": [%.5g, %.5g]", k > 4 ? ", " : "", arguments[k], taken[0] * 1e9, taken[15] * 1e9);
        if (p == NULL) return 1;
    }
    printf("}\n");
    return 0;
}
