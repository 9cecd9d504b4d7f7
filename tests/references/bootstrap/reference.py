"""Reference figures by scipy.stats.bootstrap and numpy: python3 reference.py ReferenceData.csv figures.csv. README.md says what is in them."""
import csv
import sys
import time
import warnings

import numpy as np
import scipy
from scipy import stats

LEVEL = 0.95
TAILS = np.array([(1 - LEVEL) / 2, (1 + LEVEL) / 2])
Z = stats.norm.ppf(TAILS)
REPEATS = 10
B = 99_999
SEED = 20261128
BATCH = 2_000

PLAIN = ["Mean", "Sum", "Median", "Quantile0.9", "StandardDeviation", "Variance"]
PAIRED = ["Correlation", "Ratio"]


def type7(ordered, p):
    h = (ordered.shape[-1] - 1) * p
    k = int(h)
    low = ordered[..., k]
    return low + (h - k) * (ordered[..., min(k + 1, ordered.shape[-1] - 1)] - low)


def one(x):
    """The statistics, then the squared plug-in standard errors of mean and variance."""
    n = x.shape[-1]
    m = x.mean(axis=-1)
    d2 = (x - m[..., None]) ** 2
    m2 = d2.mean(axis=-1)
    ordered = np.sort(x, axis=-1)
    variance = m2 * n / (n - 1)
    variance_of_variance = ((d2 * d2).mean(axis=-1) - m2 * m2) / n * (n / (n - 1)) ** 2
    return [m, m * n, type7(ordered, 0.5), type7(ordered, 0.9), np.sqrt(variance), variance], [m2 / n, variance_of_variance]


def two(x, y):
    n = x.shape[-1]
    mx, my = x.mean(axis=-1)[..., None], y.mean(axis=-1)[..., None]
    zx, zy = (x - mx) / x.std(axis=-1)[..., None], (y - my) / y.std(axis=-1)[..., None]
    r = (zx * zy).mean(axis=-1)
    q = mx / my
    of_r = ((zx * zy - r[..., None] * (zx * zx + zy * zy) / 2) ** 2).sum(axis=-1) / n**2
    of_q = (((x - q * y) / my) ** 2).sum(axis=-1) / n**2
    return [r, q[..., 0]], [of_r, of_q]


def of_columns(x, y=None, axis=-1):
    values, variances = one(x)
    if y is not None:
        more, their = two(x, y)
        values, variances = values + more, variances + their
    return np.stack(np.broadcast_arrays(*values, *variances))


def of_strata(*parts, axis=-1):
    shape = np.broadcast_shapes(*(part.shape[:-1] for part in parts))
    whole = np.concatenate([np.broadcast_to(part, shape + part.shape[-1:]) for part in parts], axis=-1)
    values, _ = one(whole)
    n = whole.shape[-1]
    variance = sum(part.shape[-1] * part.var(axis=-1) for part in parts) / n**2
    return np.stack(np.broadcast_arrays(*values, variance))


class Output:
    def __init__(self, path):
        self.file = open(path, "w", newline="\n")

    def rows(self, dataset, statistic, option, program, b, estimate, figures):
        for method, runs in figures.items():
            runs = np.array(runs, dtype=float)
            if not np.isfinite(runs).all():
                continue
            cells = [f"{estimate:.10g}"]
            for middle, mc in zip(runs.mean(axis=0), runs.std(axis=0, ddof=1) / np.sqrt(len(runs))):
                cells += [f"{middle:.10g}", f"{mc:.10g}"]
            source = f"{program} seed {SEED} B {len(runs)}x{b}"
            self.file.write(",".join([dataset, statistic, method, f"{LEVEL:g}", option, source, *cells]) + "\n")


def moments(t, estimate):
    return [t.mean() - estimate, t.std(ddof=1)]


def by_hand(t, estimate, methods):
    """What needs nothing but the resampled statistics; scipy has no normal interval."""
    bias, se = moments(t, estimate)
    low, high = np.quantile(t, TAILS)
    ends = {"Percentile": [low, high], "Basic": [2 * estimate - high, 2 * estimate - low], "Normal": list(estimate - bias + Z * se)}
    return {method: [bias, se, *ends[method]] for method in methods}


def studentized(t, variances, estimate, variance):
    with np.errstate(divide="ignore"):
        z = (t - estimate) / np.sqrt(variances)
    low, high = np.quantile(z, TAILS)
    return [*moments(t, estimate), estimate - high * np.sqrt(variance), estimate - low * np.sqrt(variance)]


def gather(figures, name, found):
    for method, row in found.items():
        figures.setdefault(name, {}).setdefault(method, []).append(row)


def with_scipy(output, dataset, option, data, statistic, names, variance_of, paired):
    rng = np.random.default_rng(SEED)
    exact = statistic(*data)
    by_scipy, by_numpy = {}, {}
    for _ in range(REPEATS):
        known = None
        for method in ["percentile", "basic", "BCa"]:
            result = stats.bootstrap(
                data, statistic, n_resamples=0 if known else B, batch=BATCH, vectorized=True, paired=paired, confidence_level=LEVEL, method=method,
                bootstrap_result=known, random_state=rng)
            known = known or result
            for i, name in enumerate(names):
                t = result.bootstrap_distribution[i]
                ends = [result.confidence_interval.low[i], result.confidence_interval.high[i]]
                gather(by_scipy, name, {method[0].upper() + method[1:]: [*moments(t, exact[i]), *ends]})
        for i, name in enumerate(names):
            t = known.bootstrap_distribution[i]
            gather(by_numpy, name, by_hand(t, exact[i], ["Normal"]))
            if name in variance_of:
                v = variance_of[name]
                gather(by_numpy, name, {"Studentized": studentized(t, known.bootstrap_distribution[v], exact[i], exact[v])})
    for i, name in enumerate(names):
        output.rows(dataset, name, option, f"scipy {scipy.__version__} numpy {np.__version__}", B, exact[i], by_scipy[name])
        output.rows(dataset, name, option, f"numpy {np.__version__} on scipy {scipy.__version__}", B, exact[i], by_numpy[name])


def with_numpy(output, dataset, option, names, indices, draw, estimates, methods):
    """draw(rng, b): a matrix of b resamples."""
    rng = np.random.default_rng(SEED)
    figures = {}
    for _ in range(REPEATS):
        parts = []
        for start in range(0, B, BATCH):
            parts.append(of_columns(draw(rng, min(BATCH, B - start)))[indices])
        t = np.concatenate(parts, axis=-1)
        for i, name in enumerate(names):
            gather(figures, name, by_hand(t[i], estimates[i], methods))
    for i, name in enumerate(names):
        output.rows(dataset, name, option, f"numpy {np.__version__}", B, estimates[i], figures[name])


def circular(x, length):
    def draw(rng, b):
        starts = rng.integers(0, len(x), (b, -(-len(x) // length)))
        index = (starts[:, :, None] + np.arange(length)).reshape(b, -1)[:, : len(x)]
        return x[index % len(x)]

    return draw


def moving(x, length):
    def draw(rng, b):
        starts = rng.integers(0, len(x) - length + 1, (b, -(-len(x) // length)))
        return x[(starts[:, :, None] + np.arange(length)).reshape(b, -1)[:, : len(x)]]

    return draw


def stationary(x, length):
    """Politis and Romano: every step starts a new block with probability 1 / length."""

    def draw(rng, b):
        fresh = rng.random((b, len(x))) < 1 / length
        index = rng.integers(0, len(x), (b, len(x)))
        for j in range(1, len(x)):
            index[:, j] = np.where(fresh[:, j], index[:, j], (index[:, j - 1] + 1) % len(x))
        return x[index]

    return draw


def exact_rows(output, data):
    """Mean of the resampled means and their standard error need no resampling."""

    def row(dataset, option, estimate, se):
        output.file.write(f"{dataset},Mean,,,{option},exact,{estimate:.15g},0,0,{se:.15g},0,,,,\n")

    for name in ["aircondit", "city", "law", "faithful"]:
        x = data[name]["x"]
        row(name, "", x.mean(), x.std() / np.sqrt(len(x)))
    for name, m in [("faithful", 50), ("aircondit", 6)]:
        x = data[name]["x"]
        row(name, f"m={m}", x.mean(), x.std() / np.sqrt(m))
    for name, m in [("city", None), ("faithful", None), ("horsekicks", None), ("horsekicks", 200)]:
        x, w = data[name]["x"], data[name]["weight"]
        mean = np.average(x, weights=w)
        se = np.sqrt(np.average((x - mean) ** 2, weights=w) / (m or len(x)))
        row(name, f"weights;m={m}" if m else "weights", mean, se)
    for name in ["sleep", "gravity"]:
        x, s = data[name]["x"], data[name]["stratum"]
        row(name, "strata", x.mean(), np.sqrt(sum((s == k).sum() * x[s == k].var() for k in np.unique(s))) / len(x))


def read(path):
    columns = {}
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            for column in ["x", "y", "stratum", "weight"]:
                columns.setdefault(row["dataset"], {}).setdefault(column, []).append(float(row[column] or "nan"))
    return {name: {column: np.array(values) for column, values in found.items()} for name, found in columns.items()}


def main(source, target):
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    data = read(source)
    output = Output(target)
    clock = time.perf_counter()

    def done(what):
        print(f"{what}: {time.perf_counter() - clock:.0f} s in all", file=sys.stderr, flush=True)

    exact_rows(output, data)
    with_scipy(output, "aircondit", "", (data["aircondit"]["x"],), of_columns, PLAIN, {"Mean": 6, "Variance": 7}, False)
    done("aircondit")
    kicks = np.repeat(data["horsekicks"]["x"], data["horsekicks"]["weight"].astype(int))
    with_scipy(output, "horsekicks", "weights;m=200", (kicks,), lambda x, axis=-1: of_columns(x)[[0, 4, 5, 6, 7]], ["Mean", "StandardDeviation", "Variance"],
               {"Mean": 3, "Variance": 4}, False)
    done("horsekicks")
    for name in ["city", "law", "faithful"]:
        with_scipy(output, name, "", (data[name]["x"], data[name]["y"]), of_columns, PLAIN + PAIRED,
                   {"Mean": 8, "Variance": 9, "Correlation": 10, "Ratio": 11}, True)
        done(name)
    for name in ["sleep", "gravity"]:
        x, s = data[name]["x"], data[name]["stratum"]
        with_scipy(output, name, "strata", tuple(x[s == k] for k in np.unique(s)), of_strata, PLAIN, {"Mean": 6}, False)
        done(name)
    for name in ["city", "faithful", "horsekicks"]:
        x, p = data[name]["x"], data[name]["weight"] / data[name]["weight"].sum()
        with_numpy(output, name, "weights", ["Mean"], [0], lambda rng, b: rng.choice(x, (b, len(x)), p=p), [x @ p], ["Percentile", "Basic", "Normal"])
        done(name + ", weights")
    for name, m in [("faithful", 50), ("aircondit", 6)]:
        x = data[name]["x"]
        with_numpy(output, name, f"m={m}", PLAIN, range(6), lambda rng, b: rng.choice(x, (b, m)), of_columns(x)[:6], ["Percentile"])
        done(f"{name}, m={m}")
    for name, length in [("lynx", 10), ("sunspot.year", 22)]:
        x = data[name]["x"]
        for kind in [circular, moving, stationary]:
            with_numpy(output, name, f"block={kind.__name__};length={length}", ["Mean", "Median", "Quantile0.9", "StandardDeviation", "Variance"],
                       [0, 2, 3, 4, 5], kind(x, length), of_columns(x)[[0, 2, 3, 4, 5]], ["Percentile", "Basic", "Normal"])
            done(f"{name}, {kind.__name__}")
    output.file.close()


main(*sys.argv[1:])
