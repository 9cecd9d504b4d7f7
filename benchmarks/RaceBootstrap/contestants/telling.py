"""What the contestants in Python share: the data, the clock, and what they tell the race, a line of JSON each."""

import json
import os
import sys
import time

import numpy as np

TAILS = [0.025, 0.975]


class Task:
    def __init__(self):
        self.name = sys.argv[1]
        with open(sys.argv[2]) as file:
            told = json.load(file)
        self.n, self.b, self.threads, self.calls, self.seed = (told[key] for key in ("sampleSize", "resamples", "threads", "calls", "seed"))
        self.weighted, self.out = told["weighted"], told["out"]
        folder = told["folder"]
        self.starts = np.fromfile(os.path.join(folder, "starts.i64"), "<i8")[: told["groups"] + 1]
        self.values = np.fromfile(os.path.join(folder, "values.f64"), "<f8")[: self.starts[-1]]
        self.weights = np.fromfile(os.path.join(folder, "weights.f64"), "<f8")[: self.starts[-1]] if self.weighted else None

    def groups(self):
        for start, end in zip(self.starts[:-1], self.starts[1:]):
            yield self.values[start:end], self.weights[start:end] if self.weighted else None

    def race(self, call, versions, compile_seconds=None):
        """call(seed): mean, standard error, lower and upper bound of each group, as four columns."""
        say(event="ready", version=versions, compileSeconds=compile_seconds)
        for turn in range(self.calls):
            used, clock = time.process_time(), time.perf_counter()
            figures = call(self.seed + turn)
            seconds, processor = time.perf_counter() - clock, time.process_time() - used
            say(event="call", seconds=seconds, processorSeconds=processor, peakBytes=high_water_mark())
        np.savetxt(self.out, figures, fmt="%.17g")


def say(**event):
    print(json.dumps(event), flush=True)


def summary(means):
    lower, upper = np.quantile(means, TAILS)
    return means.mean(), means.std(ddof=1), lower, upper


def high_water_mark():
    with open("/proc/self/status") as file:
        return next(1024 * int(line.split()[1]) for line in file if line.startswith("VmHWM"))


def python_version():
    return "Python " + sys.version.split()[0]
