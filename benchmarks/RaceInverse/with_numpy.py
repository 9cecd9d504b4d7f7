"""numpy's and scipy's turn: inverts a matrix as often as it is told, and tells the race a line of JSON each time."""

import json
import sys
import time

import numpy as np
import scipy
from scipy.linalg import lapack


def say(**event):
    print(json.dumps(event), flush=True)


def library():
    """The BLAS that numpy has loaded, and the kernels it chose."""
    import ctypes

    with open("/proc/self/maps") as file:
        paths = {line.split()[-1] for line in file if "blas" in line and "/" in line}
    for path in sorted(paths):
        loaded = ctypes.CDLL(path)
        if hasattr(loaded, "openblas_get_corename"):
            loaded.openblas_get_corename.restype = loaded.openblas_get_config.restype = ctypes.c_char_p
            return " ".join(loaded.openblas_get_config().decode().split()[:2]), loaded.openblas_get_corename().decode()
    return ", ".join(sorted(paths)) or "no BLAS", None


def high_water_mark():
    with open("/proc/self/status") as file:
        return next(1024 * int(line.split()[1]) for line in file if line.startswith("VmHWM"))


def getri(matrix, n):
    """In place, in the order of Fortran: the inverse of the transpose is the transpose of the inverse."""
    factors, pivots, info = lapack.dgetrf(matrix, overwrite_a=1)
    size, _ = lapack.dgetri_lwork(n)
    inverse, more = lapack.dgetri(factors, pivots, lwork=int(size), overwrite_lu=1)
    if info or more:
        raise ValueError("The matrix is singular.")
    return inverse


with open(sys.argv[2]) as file:
    told = json.load(file)
n = told["size"]
original = np.fromfile(told["matrix"]).reshape(n, n)
blas, kernels = library()
say(event="ready", version=f"numpy {np.__version__}, scipy {scipy.__version__}, {blas}, Python {sys.version.split()[0]}", path=kernels)
for _ in range(told["calls"]):
    matrix = original.copy()
    used, clock = time.process_time(), time.perf_counter()
    inverse = np.linalg.inv(matrix) if sys.argv[1] == "numpy" else getri(matrix.T, n)
    say(event="call", seconds=time.perf_counter() - clock, processorSeconds=time.process_time() - used, peakBytes=high_water_mark())
if told["out"]:
    (inverse if sys.argv[1] == "numpy" else inverse.T).tofile(told["out"])
