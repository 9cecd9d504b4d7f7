"""Fits and profile-likelihood intervals by scipy: python3 reference.py ReferenceTimes.csv figures.csv. README.md says what is in them."""
import csv
import sys
from collections import defaultdict

import numpy as np
import scipy
from scipy.optimize import brentq, least_squares
from scipy.stats import t

LEVEL = 0.95
TIGHT = dict(xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=10_000)
FAR = 1e7


def speedup(law, p, contention, coherency):
    if law == "Gustafson":
        return contention + (1 - contention) * p
    return p / (1 + contention * (p - 1) + coherency * p * (p - 1))


class Fit:
    def __init__(self, law, mode, p, seconds):
        self.law, self.p = law, p
        self.y = np.log(seconds)
        self.work = p if mode == "Weak" else np.ones_like(p)
        self.count = 2 if law == "UniversalScalability" else 1
        self.upper = [1, np.inf][: self.count]

    def residuals(self, parameters):
        contention, coherency = (*parameters, 0)[:2]
        law = np.log(self.work / speedup(self.law, self.p, contention, coherency))
        r = self.y - law
        return r - r.mean()

    def least(self, fixed=None, value=None):
        """The least sum of squares, with one parameter fixed if asked, from several starts."""
        free = [i for i in range(self.count) if i != fixed]
        at = lambda x: [value if i == fixed else x[free.index(i)] for i in range(self.count)]
        if not free:
            return np.sum(self.residuals(at([])) ** 2), at([])
        best = None
        scale = [1, 1 / self.p.max() ** 2]
        for start in [0.01, 0.3, 0.9]:
            found = least_squares(
                lambda x: self.residuals(at(x)), [start * scale[i] for i in free], bounds=([0] * len(free), [self.upper[i] for i in free]),
                x_scale=[scale[i] for i in free], **TIGHT)
            # The bounds themselves, which the method only comes near to.
            for x in [found.x, np.where(found.x < 1e-3 * np.array([scale[i] for i in free]), 0, found.x)]:
                sum_ = np.sum(self.residuals(at(x)) ** 2)
                if best is None or sum_ <= best[0] * (1 + 1e-12):
                    best = (sum_, at(x))
        return best

    def interval(self, i, best, limit):
        excess = lambda value: self.least(i, value)[0] - limit
        low = 0 if excess(0) <= 0 else brentq(excess, 0, best[i], xtol=1e-14, rtol=1e-12)
        top = 1 if i == 0 else FAR
        if excess(top) <= 0:
            return low, 1 if i == 0 else np.inf
        high = max(best[i], 1e-6) * 2
        while high < top and excess(high) <= 0:
            high *= 2
        return low, brentq(excess, best[i], min(high, top), xtol=1e-14, rtol=1e-12)


series = defaultdict(list)
for row in csv.DictReader(open(sys.argv[1])):
    series[row["dataset"], row["mode"]].append((float(row["workers"]), float(row["seconds"])))

with open(sys.argv[2], "w", newline="\n") as file:
    for (name, mode), rows in series.items():
        p, seconds = np.array(rows).T
        for law in ["Amdahl" if mode == "Strong" else "Gustafson", "UniversalScalability"]:
            fit = Fit(law, mode, p, seconds)
            sum_, best = fit.least()
            degrees = len(p) - 1 - fit.count
            limit = sum_ * (1 + t.ppf((1 + LEVEL) / 2, degrees) ** 2 / degrees)
            contention, coherency = (*best, 0)[:2]
            one = np.exp(np.mean(fit.y - np.log(fit.work / speedup(law, p, contention, coherency))))
            ends = [fit.interval(i, best, limit) for i in range(fit.count)] + [("", "")]
            cells = [one, contention, *ends[0], best[1] if fit.count > 1 else "", *(ends[1] if fit.count > 1 else ("", "")), sum_]
            text = [c if c == "" else f"{c:.10g}" for c in cells]
            file.write(",".join([name, mode, law, f"scipy {scipy.__version__}", f"{LEVEL:g}", *text]) + "\n")
