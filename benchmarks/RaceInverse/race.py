"""Runs the contestants in turn over each size; see ../README.md."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(os.path.dirname(HERE), "Racing"))

import numpy as np
from machine import environment, spread, store
from running import RaceError, chosen, note, numbers, run
from tables import report

ROOT = os.path.dirname(os.path.dirname(HERE))
OURS = os.path.join(HERE, "bin", "Release", "net10.0", "RaceInverse.dll")
USAGE = """Races the module's matrix inverse against numpy and scipy. All options may be left out.

  -Size N,...         rows of the symmetrical random matrices (1000,2000,3000,4000; with -Quick 1000,2000)
  -Contestant NAME,.. who runs; * stands for anything (all but scaling-scalar)
  -Threads N,...      numbers of threads (1,2)
  -Repeat N           turns (3; with -Quick 1)
  -Calls N            calls in a process, of which the first is cold (6; of more than 2500 rows 4)
  -Seed N             of the matrices (2021)
  -Quick              a first look
  -Folder PATH        where matrices are put, and left
  -Record PATH        where the record is stored (benchmarks/records)
  -NoRecord           prints the tables and stores nothing
"""

# What numpy and scipy call, or ours; the environment; what it is.
CONTESTANTS = {
    "numpy": ("numpy", {}, "numpy.linalg.inv, which solves A X = I (dgesv), with the kernels that OpenBLAS chooses"),
    "getri": ("getri", {}, "scipy.linalg.lapack.dgetrf and dgetri, in place"),
    "scaling": ("scaling", {}, "MatrixInverter, in place, with the best kernels"),
    "numpy-haswell": ("numpy", {"OPENBLAS_CORETYPE": "Haswell"}, "numpy with OPENBLAS_CORETYPE=Haswell: AVX2"),
    "getri-haswell": ("getri", {"OPENBLAS_CORETYPE": "Haswell"}, "getri with OPENBLAS_CORETYPE=Haswell: AVX2"),
    "scaling-avx2": ("scaling", {"DOTNET_EnableAVX512": "0"}, "scaling with DOTNET_EnableAVX512=0"),
    "scaling-scalar": ("scaling", {"DOTNET_EnableHWIntrinsic": "0"}, "scaling with DOTNET_EnableHWIntrinsic=0"),
}
SLOW = ["scaling-scalar"]


class Options:
    def __init__(self, arguments):
        self.sizes, self.threads, self.contestants = None, [1, 2], [name for name in CONTESTANTS if name not in SLOW]
        self.repeat, self.calls, self.seed = None, None, 2021
        self.help = self.quick = self.no_record = False
        self.folder = self.record = None
        left = list(arguments)
        while left:
            said = left.pop(0)
            name = said.lstrip("-").lower()
            if name in ("help", "h", "?"):
                self.help = True
            elif name == "quick":
                self.quick = True
            elif name == "norecord":
                self.no_record = True
            elif not left:
                raise RaceError(f"'{said}' is no option, or its value is missing.\n\n{USAGE}")
            elif name == "size":
                self.sizes = numbers(left.pop(0), 1, 50_000)
            elif name == "threads":
                self.threads = numbers(left.pop(0), 1, 1024)
            elif name == "contestant":
                self.contestants = chosen(left.pop(0), list(CONTESTANTS))
            elif name in ("repeat", "calls", "seed"):
                setattr(self, name, numbers(left.pop(0), 0 if name == "seed" else 1, 1 << 62)[0])
            elif name in ("folder", "record"):
                setattr(self, name, os.path.abspath(left.pop(0)))
            else:
                raise RaceError(f"There is no option '{said}'.\n\n{USAGE}")
        self.sizes = self.sizes or ([1000, 2000] if self.quick else [1000, 2000, 3000, 4000])
        self.repeat = self.repeat or (1 if self.quick else 3)


class Entry:
    """A contestant with its threads, and what it reached."""

    def __init__(self, name, threads, folder):
        self.name, self.threads, self.runs = name, threads, []
        self.out = os.path.join(folder, f"{name}-{threads}.f64")

    def run(self, told, folder, is_last):
        kind, settings, _ = CONTESTANTS[self.name]
        file = os.path.join(folder, "told.json")
        with open(file, "w") as told_file:
            json.dump({**told, "threads": self.threads, "out": self.out if is_last else None}, told_file)
        command = ["dotnet", OURS, "race", file] if kind == "scaling" else [sys.executable, "-B", os.path.join(HERE, "with_numpy.py"), kind, file]
        found = {**os.environ, **settings, **{name: str(self.threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}}
        done = subprocess.run(command, env=found, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        events = [json.loads(line) for line in done.stdout.splitlines()]
        ready, calls = [e for e in events if e["event"] == "ready"], [e for e in events if e["event"] == "call"]
        if done.returncode or len(calls) != told["calls"]:
            raise RaceError(f"{self.name} ended with {done.returncode} after {len(calls)} calls. {done.stderr}")
        self.runs.append({"ready": ready[0], "calls": calls})

    def result(self, residual):
        later = [call for run in self.runs for call in run["calls"][1:] or run["calls"]]
        return {
            "contestant": self.name, "threads": self.threads, "path": self.runs[0]["ready"]["path"],
            "first": spread([run["calls"][0]["seconds"] for run in self.runs]), "later": spread([call["seconds"] for call in later]),
            "processor": spread([call["processorSeconds"] for call in later]),
            "peakBytes": max(call["peakBytes"] for run in self.runs for call in run["calls"]), **residual, "runs": self.runs}


def residual(matrix, inverse):
    """The greatest element of A X - I, and its norm as LAPACK's tests scale it."""
    n = len(matrix)
    rest = matrix @ inverse
    rest[np.diag_indices(n)] -= 1
    one = np.abs(matrix).sum(axis=0).max() * np.abs(inverse).sum(axis=0).max()
    return {"residual": float(np.abs(rest).max()), "scaledResidual": float(np.abs(rest).sum(axis=0).max() / one / n / np.finfo(float).eps),
            "reciprocalCondition": float(1 / one)}


def heat(options, size, folder, versions):
    matrix = os.path.join(folder, f"matrix-{size}.f64")
    subprocess.run(["dotnet", OURS, "make", str(size), str(options.seed), matrix], check=True)
    with open(matrix, "rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    told = {"size": size, "matrix": matrix, "calls": options.calls or (4 if size > 2500 else 6)}
    entries = [Entry(name, threads, folder) for threads in options.threads for name in options.contestants]
    for turn in range(options.repeat):
        for entry in entries:
            entry.run(told, folder, turn == options.repeat - 1)
            versions[entry.name] = {"version": entry.runs[0]["ready"]["version"], "text": CONTESTANTS[entry.name][2]}
            note(f"{size}, turn {turn + 1}: {entry.name}, {entry.threads} threads "
                 + ", ".join(f"{call['seconds']:.4g} s" for call in entry.runs[-1]["calls"]))
    original = np.fromfile(matrix).reshape(size, size)
    results = []
    for entry in entries:
        results.append(entry.result(residual(original, np.fromfile(entry.out).reshape(size, size))))
        if not options.folder:
            os.remove(entry.out)
    return {"size": size, "seed": options.seed, "sha256": sha256, "results": results}


def main(arguments):
    options = Options(arguments)
    if options.help:
        print(USAGE, end="")
        return 0
    found = environment()
    # All run on the same processors, as many as the most threads.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: max(options.threads)])
    folder = options.folder or tempfile.mkdtemp(prefix="race-inverse-")
    os.makedirs(folder, exist_ok=True)
    versions = {}
    try:
        heats = [heat(options, size, folder, versions) for size in options.sizes]
    finally:
        if not options.folder:
            shutil.rmtree(folder, ignore_errors=True)
    record = {"command": " ".join(["benchmarks/race-inverse.sh", *arguments]), "environment": found, "loadAfter": os.getloadavg()[0],
              "contestants": versions, "heats": heats}
    page = report(record)
    print(page, end="")
    if not options.no_record:
        note(f"Recorded: {store('inverse', options.record or os.path.join(ROOT, 'benchmarks', 'records'), record, page)}.json and .md")
    return 1 if any(entry["scaledResidual"] > 1 for each in heats for entry in each["results"]) else 0


run(main)
