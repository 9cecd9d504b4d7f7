import numpy as np
from telling import TAILS, Task, python_version, summary

AT_ONCE = 4_000_000

task = Task()
n, b = task.n, task.b


def loop(rng, values, p):
    return np.array([rng.choice(values, n, p=p).mean() for _ in range(b)])


def blocks(width):
    size = max(1, AT_ONCE // width)
    return [min(size, b - start) for start in range(0, b, size)]


def vectorized(rng, values, p):
    return np.concatenate([rng.choice(values, (rows, n), p=p).mean(axis=1) for rows in blocks(n)])


def of_equal_groups(rng):
    """All groups have as many rows: blocks of groups at once."""
    rows = task.values.reshape(len(task.starts) - 1, -1)
    size = max(1, AT_ONCE // (n * b))
    figures = []
    for start in range(0, len(rows), size):
        part = rows[start : start + size]
        draws = rng.integers(0, part.shape[1], (len(part), b * n))
        means = np.take_along_axis(part, draws, axis=1).reshape(len(part), b, n).mean(axis=2)
        figures.append(np.column_stack([means.mean(axis=1), means.std(axis=1, ddof=1), *np.quantile(means, TAILS, axis=1)]))
    return np.concatenate(figures)


def multinomial(rng, values, p):
    p = np.full(len(values), 1 / len(values)) if p is None else p
    return np.concatenate([rng.multinomial(n, p, rows) @ values for rows in blocks(len(values))]) / n


means = {"numpy-loop": loop, "numpy-vectorized": vectorized, "numpy-multinomial": multinomial}[task.name]


def call(seed):
    rng = np.random.default_rng(seed)
    if task.name == "numpy-vectorized" and not task.weighted and n * b <= AT_ONCE:
        return of_equal_groups(rng)
    return np.array([summary(means(rng, values, None if weights is None else weights / weights.sum())) for values, weights in task.groups()])


task.race(call, f"numpy {np.__version__}, {python_version()}")
