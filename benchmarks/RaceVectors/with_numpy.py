"""numpy's turn: THREADS SAMPLES out|new OPERATION,COUNT ...; prints a line of JSON for each."""

import json
import sys
import time

import numpy as np

STAGGER = 17 * 8


def array(n, stagger):
    """From a multiple of 64 bytes on, and apart from the other arrays within a page, which is best."""
    memory = np.empty(n + stagger + 8)
    start = (-memory.ctypes.data // 8) % 8 + stagger
    return memory[start:start + n]


def operations(kind, x, y, z):
    in_place = lambda: np.add(z, 1.0, out=z)
    if kind == "new":
        def fresh(make):
            def run():
                result = make()
                return result
            return run
        return {"Add": fresh(lambda: x + y), "AddOne": fresh(lambda: x + 1.0), "SquareRoot": fresh(lambda: np.sqrt(x)), "Exponential": fresh(lambda: np.exp(x))}
    return {
        "Copy": lambda: np.copyto(z, x), "Scale": lambda: np.multiply(x, 3.0, out=z), "Add": lambda: np.add(x, y, out=z),
        # numpy has no operation for both at once.
        "Triad": lambda: (np.multiply(x, 3.0, out=z), np.add(z, y, out=z)),
        "AddOne": lambda: np.add(x, 1.0, out=z), "AddOneInPlace": in_place, "Sum": x.sum, "Dot": lambda: np.dot(x, y),
        "Count": lambda: np.count_nonzero(x > 0.5), "SquareRoot": lambda: np.sqrt(x, out=z), "Exponential": lambda: np.exp(x, out=z)}


def seconds(run, times):
    begin = time.perf_counter()
    for _ in range(times):
        run()
    return (time.perf_counter() - begin) / times


_, threads, samples, kind, *cases = sys.argv
for case in cases:
    name, n = case.split(",")
    n = int(n)
    i = np.arange(n)
    x, y, z = array(n, 0), array(n, STAGGER), array(n, 2 * STAGGER)
    x[:], y[:], z[:] = (i % 7) * 0.25, (i % 5) * 0.25 - 0.5, 0
    del i
    run = operations(kind, x, y, z).get(name)
    if run is None:
        continue
    found = run()
    check = float(found) if name in ("Sum", "Dot", "Count") else float((z if kind == "out" else found).sum())
    del found
    times = 1
    while seconds(run, times) * times < 0.005:
        times *= 2
    print(json.dumps({"operation": name, "count": n, "check": check, "seconds": [seconds(run, times) for _ in range(int(samples))]}), flush=True)
