"""The times that laws are fitted to: python3 datasets.py ReferenceTimes.csv. README.md says where they are from."""
import sys

import numpy as np

CHAPTER = {
    "chapter-python": [12.62, 6.94, 4.82, 4.03],
    "chapter-r": [12.42, 7.49, 6.04, 5.47],
    "chapter-python-vectorized": [0.60, 0.42, 0.45, 0.33],
    "chapter-r-vectorized": [5.52, 3.72, 3.58, 3.49],
}
RATES = {
    "raytracer": ([1, 4, 8, 12, 16, 20, 24, 28, 32, 48, 64], [20, 78, 130, 170, 190, 200, 210, 230, 260, 280, 310]),
    "raytracer-6": ([1, 4, 8, 12, 16, 20], [20, 78, 130, 170, 190, 200]),
    "specsdm91": ([1, 18, 36, 72, 108, 144, 216], [64.9, 995.9, 1652.4, 1853.2, 1828.9, 1775, 1702.2]),
    "exact": ([1, 2, 4, 6, 8, 10], [1, 1.8868, 3.0769, 3.5294, 3.5398, 3.3557]),
}


def rows():
    for name, seconds in CHAPTER.items():
        for workers, time in enumerate(seconds, start=1):
            yield name, "Strong", workers, time
    for name, (workers, rate) in RATES.items():
        for p, x in zip(workers, rate):
            yield name, "Strong", p, 1 / x
    rng = np.random.default_rng(20261128)
    noise = iter(np.exp(rng.normal(0, 0.02, 60)))
    for _ in range(3):
        for p in [1, 2, 4, 8]:
            yield "drawn-amdahl", "Strong", p, 10 * (0.1 + 0.9 / p) * next(noise)
    for p in [1, 2, 4, 8, 16, 32]:
        yield "drawn-gustafson", "Weak", p, 3 * p / (0.15 + 0.85 * p) * next(noise)
    for p in [2, 3, 4, 6, 8, 12, 16]:
        yield "drawn-no-one", "Strong", p, 60 * (1 + 0.05 * (p - 1) + 0.003 * p * (p - 1)) / p * next(noise)
    for p in [1, 2, 4, 8]:
        yield "drawn-superlinear", "Strong", p, 5 / p**1.05 * next(noise)
    for p in [1, 2, 4, 8, 16]:
        yield "drawn-weak-contended", "Weak", p, (1 + 0.2 * (p - 1)) * next(noise)


with open(sys.argv[1], "w", newline="\n") as file:
    file.write("dataset,mode,workers,seconds\n")
    for name, mode, workers, seconds in rows():
        file.write(f"{name},{mode},{workers},{seconds:.10g}\n")
