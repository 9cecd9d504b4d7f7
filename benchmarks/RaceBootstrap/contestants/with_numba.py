import os
import time

import numpy as np
from telling import Task, python_version, summary

task = Task()
os.environ["NUMBA_NUM_THREADS"] = str(task.threads)
import numba  # noqa: E402  it reads the number of threads when it is loaded
from numba import njit, prange, uint64  # noqa: E402

PARALLEL = task.threads > 1
SPLITMIX = task.name == "numba-splitmix"
# Fewer groups are shared out by blocks of their resamples, more by groups.
MANY = 500
BLOCK = 512
# Larger tables than the first cache holds are faster when share and both values of a category lie side by side.
SIDE_BY_SIDE = 4096
GOLDEN = np.uint64(0x9E3779B97F4A7C15)


@njit
def vose(weights):
    """Of every column its share, and the other category."""
    k = weights.size
    scaled = weights * (k / weights.sum())
    alias = np.arange(k)
    small, large = np.empty(k, np.int64), np.empty(k, np.int64)
    smalls = larges = 0
    for i in range(k):
        if scaled[i] < 1.0:
            small[smalls] = i
            smalls += 1
        else:
            large[larges] = i
            larges += 1
    while smalls and larges:
        smalls -= 1
        less, more = small[smalls], large[larges - 1]
        alias[less] = more
        scaled[more] -= 1.0 - scaled[less]
        if scaled[more] < 1.0:
            larges -= 1
            small[smalls] = more
            smalls += 1
    for i in range(larges):
        scaled[large[i]] = 1.0
    for i in range(smalls):
        scaled[small[i]] = 1.0
    return scaled, alias


@njit(inline="always")
def mixed(z):
    z = (z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB)
    return z ^ (z >> uint64(31))


@njit
def seed_here(seed):
    np.random.seed(seed)


@njit
def mersenne_block(share, first, second, n, means):
    k = float(share.size)
    for b in range(means.size):
        total = 0.0
        for _ in range(n):
            u = np.random.random() * k
            i = np.uintp(u)
            total += first[i] if u - i < share[i] else second[i]
        means[b] = total / n


@njit
def mersenne_large_block(table, n, means):
    k = float(table.shape[0])
    for b in range(means.size):
        total = 0.0
        for _ in range(n):
            u = np.random.random() * k
            i = np.uintp(u)
            total += table[i, np.uintp(1) + np.uintp(u - i >= table[i, np.uintp(0)])]
        means[b] = total / n


@njit
def mersenne_rows_block(values, n, means):
    k = float(values.size)
    for b in range(means.size):
        total = 0.0
        for _ in range(n):
            total += values[np.uintp(np.random.random() * k)]
        means[b] = total / n


@njit
def splitmix_block(share, first, second, n, state, means):
    k = uint64(share.size)
    low = uint64(0xFFFFFFFF)
    for b in range(means.size):
        total = 0.0
        for _ in range(n):
            state += GOLDEN
            z = mixed(state)
            i = ((z >> uint64(32)) * k) >> uint64(32)
            total += first[i] if (z & low) < share[i] else second[i]
        means[b] = total / n


@njit
def splitmix_large_block(table, n, state, means):
    k = uint64(table.shape[0])
    low = uint64(0xFFFFFFFF)
    for b in range(means.size):
        total = 0.0
        for _ in range(n):
            state += GOLDEN
            z = mixed(state)
            i = ((z >> uint64(32)) * k) >> uint64(32)
            total += table[i, uint64(1) + uint64(np.float64(np.int64(z & low)) >= table[i, uint64(0)])]
        means[b] = total / n


@njit
def splitmix_rows_block(values, n, state, means):
    k = uint64(values.size)
    low = uint64(0xFFFFFFFF)
    for b in range(means.size):
        total = 0.0
        for _ in range(n >> 1):
            state += GOLDEN
            z = mixed(state)
            total += values[((z >> uint64(32)) * k) >> uint64(32)] + values[((z & low) * k) >> uint64(32)]
        if n & 1:
            state += GOLDEN
            total += values[((mixed(state) >> uint64(32)) * k) >> uint64(32)]
        means[b] = total / n


@njit
def opened(seed, place):
    return mixed(mixed(uint64(seed)) + uint64(place))


@njit(parallel=PARALLEL)
def mersenne_weighted(share, first, second, n, seed, means):
    for block in prange((means.size + BLOCK - 1) // BLOCK):
        mersenne_block(share, first, second, n, means[block * BLOCK : (block + 1) * BLOCK])


@njit(parallel=PARALLEL)
def mersenne_large(table, n, seed, means):
    for block in prange((means.size + BLOCK - 1) // BLOCK):
        mersenne_large_block(table, n, means[block * BLOCK : (block + 1) * BLOCK])


@njit(parallel=PARALLEL)
def mersenne_rows(values, n, seed, means):
    for block in prange((means.size + BLOCK - 1) // BLOCK):
        mersenne_rows_block(values, n, means[block * BLOCK : (block + 1) * BLOCK])


@njit(parallel=PARALLEL)
def splitmix_weighted(share, first, second, n, seed, means):
    for block in prange((means.size + BLOCK - 1) // BLOCK):
        splitmix_block(share, first, second, n, opened(seed, block), means[block * BLOCK : (block + 1) * BLOCK])


@njit(parallel=PARALLEL)
def splitmix_large(table, n, seed, means):
    for block in prange((means.size + BLOCK - 1) // BLOCK):
        splitmix_large_block(table, n, opened(seed, block), means[block * BLOCK : (block + 1) * BLOCK])


@njit(parallel=PARALLEL)
def splitmix_rows(values, n, seed, means):
    for block in prange((means.size + BLOCK - 1) // BLOCK):
        splitmix_rows_block(values, n, opened(seed, block), means[block * BLOCK : (block + 1) * BLOCK])


@njit(inline="always")
def type7(ordered, p):
    h = (ordered.size - 1) * p
    i = int(h)
    return ordered[i] + (h - i) * (ordered[min(i + 1, ordered.size - 1)] - ordered[i])


@njit
def whole_group(rows, n, b, state, splitmix, figures):
    means = np.empty(b)
    if splitmix:
        splitmix_rows_block(rows, n, state, means)
    else:
        mersenne_rows_block(rows, n, means)
    center = means.mean()
    squares = 0.0
    for r in range(b):
        squares += (means[r] - center) ** 2
    means.sort()
    figures[0] = center
    figures[1] = np.sqrt(squares / (b - 1))
    figures[2] = type7(means, 0.025)
    figures[3] = type7(means, 0.975)


@njit(parallel=PARALLEL)
def many_groups(values, starts, n, b, seed, splitmix, figures):
    for g in prange(starts.size - 1):
        whole_group(values[starts[g] : starts[g + 1]], n, b, opened(seed, g), splitmix, figures[g])


def run(values, weights, starts, n, b, seed):
    if not SPLITMIX:
        seed_here(seed)
    if starts.size > MANY and weights is None:
        figures = np.empty((starts.size - 1, 4))
        many_groups(values, starts, n, b, seed, SPLITMIX, figures)
        return figures
    figures = []
    for g in range(starts.size - 1):
        mine = values[starts[g] : starts[g + 1]]
        means = np.empty(b)
        if weights is None:
            (splitmix_rows if SPLITMIX else mersenne_rows)(mine, n, seed * 1_000_003 + g, means)
        else:
            share, alias = vose(weights[starts[g] : starts[g + 1]])
            if mine.size > SIDE_BY_SIDE:
                table = np.column_stack([share * 2.0**32 if SPLITMIX else share, mine, mine[alias]])
                (splitmix_large if SPLITMIX else mersenne_large)(table, n, seed * 1_000_003 + g, means)
            elif SPLITMIX:
                splitmix_weighted(np.minimum(share * 2.0**32, 2.0**32).astype(np.uint64), mine, mine[alias], n, seed * 1_000_003 + g, means)
            else:
                mersenne_weighted(share, mine, mine[alias], n, seed, means)
        figures.append(summary(means))
    return np.array(figures)


# The same types and the same number of groups, so that the call compiles what the race runs.
clock = time.perf_counter()
few = task.starts.size if task.starts.size > MANY else 2
size = SIDE_BY_SIDE + 1 if task.starts[1] > SIDE_BY_SIDE else 2
run(np.arange(1.0 * size * few), None if task.weights is None else np.ones(size * few), np.arange(0, size * few, size), 2, 2, 0)
compiled = time.perf_counter() - clock

task.race(lambda seed: run(task.values, task.weights, task.starts, task.n, task.b, seed),
          f"numba {numba.__version__} ({numba.threading_layer() if PARALLEL else 'one thread'}), numpy {np.__version__}, {python_version()}", compiled)
