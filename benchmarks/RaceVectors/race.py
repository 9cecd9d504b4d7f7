"""Runs the contestants in turn over each size; see ../README.md."""

import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.append(os.path.join(os.path.dirname(HERE), "Racing"))

from machine import environment, store
from running import RaceError, chosen, note, number, numbers, run
from tables import report

ROOT = os.path.dirname(os.path.dirname(HERE))
OURS = os.path.join(HERE, "bin", "Release", "net10.0", "RaceVectors.dll")
USAGE = """Races the module's vector kernels, over doubles, against STREAM's loops in C, numpy and TensorPrimitives. All options may be left out.

  -Heat NAME,..       cache: arrays fill half of the first cache; chapter: 10,000 elements; memory: each array is four times the last cache (all)
  -Operation NAME,..  of Copy, Scale, Add, Triad, AddOne, AddOneInPlace, Sum, Dot, Count, SquareRoot, Exponential (all)
  -Contestant NAME,.. who runs; * stands for anything (all)
  -Threads N,...      numbers of threads in the heat memory (1,2)
  -Repeat N           turns (3; with -Quick 1)
  -Samples N          samples in a process (20; with -Quick 8)
  -Quick              a first look
  -Record PATH        where the record is stored (benchmarks/records)
  -NoRecord           prints the tables and stores nothing
"""

ARRAYS = {"Copy": 2, "Scale": 2, "Add": 3, "Triad": 3, "AddOne": 2, "AddOneInPlace": 2, "Sum": 1, "Dot": 2, "Count": 1, "SquareRoot": 2, "Exponential": 2}
STREAM = ["Copy", "Scale", "Add", "Triad"]
HEATS = ["cache", "chapter", "memory"]
FAST = ["-Ofast", "-march=native", "-mprefer-vector-width=512", "-fopenmp"]

# How it is run, its environment, flags of the C compiler, whether it has several threads, what it is.
CONTESTANTS = {
    "stream": ("c small", {}, ["-O3", "-march=native", "-fopenmp"], True, "STREAM's four loops, gcc {flags}, pages as the system gives them"),
    "stream-huge": ("c huge", {}, ["-O3", "-march=native", "-fopenmp"], True, "the same in huge pages"),
    "gcc-fast": ("c huge", {}, FAST, True, "all loops, gcc {flags}, which reorders sums and takes exponentials from libmvec, in huge pages"),
    "numpy": ("numpy out", {}, None, False, "numpy with out=; Triad is two operations there"),
    "numpy-new": ("numpy new", {}, None, False, "numpy with a new array for each result, as z = x + 1 makes one"),
    "tensors": ("tensors", {}, None, False, "System.Numerics.Tensors.TensorPrimitives"),
    "scaling": ("kernels", {}, None, True, "our kernels in the widest registers, what memory limits in those of 256 bits"),
    "scaling-avx2": ("kernels", {"DOTNET_EnableAVX512": "0"}, None, True, "our kernels with DOTNET_EnableAVX512=0"),
}


class Options:
    def __init__(self, arguments):
        self.heats, self.operations, self.contestants, self.threads = HEATS, list(ARRAYS), list(CONTESTANTS), [1, 2]
        self.repeat, self.samples, self.record = None, None, None
        self.help = self.quick = self.no_record = False
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
            elif name == "heat":
                self.heats = chosen(left.pop(0), HEATS)
            elif name == "operation":
                self.operations = chosen(left.pop(0), list(ARRAYS))
            elif name == "contestant":
                self.contestants = chosen(left.pop(0), list(CONTESTANTS))
            elif name == "threads":
                self.threads = numbers(left.pop(0), 1, 1024)
            elif name in ("repeat", "samples"):
                setattr(self, name, number(left.pop(0), 1, 1 << 62))
            elif name == "record":
                self.record = os.path.abspath(left.pop(0))
            else:
                raise RaceError(f"There is no option '{said}'.\n\n{USAGE}")
        self.repeat = self.repeat or (1 if self.quick else 3)
        self.samples = self.samples or (8 if self.quick else 20)


def cache_bytes(level):
    """Of the first processor; what is usual where the system does not tell."""
    for index in glob.glob("/sys/devices/system/cpu/cpu0/cache/index*"):
        read = lambda name: open(os.path.join(index, name)).read().strip()
        if read("level") == str(level) and read("type") != "Instruction":
            return int(read("size").rstrip("K")) * 1024
    return {1: 32 << 10, 3: 32 << 20}[level]


def elements(heat, operation):
    if heat == "chapter":
        return 10_000
    return cache_bytes(1) // 2 // 8 // ARRAYS[operation] if heat == "cache" else 4 * cache_bytes(3) // 8


class Entry:
    """A contestant with its threads in a heat, and what it reached."""

    def __init__(self, name, threads, heat, options, folder):
        self.name, self.threads, self.heat, self.options = name, threads, heat, options
        self.kind, self.settings, self.flags, self.has_threads, _ = CONTESTANTS[name]
        self.program = os.path.join(folder, name)
        self.found = {}

    @property
    def runs(self):
        return (self.threads == 1 or self.has_threads) and (not self.name.startswith("stream") or self.heat == "memory")

    @property
    def operations(self):
        here = STREAM if self.name.startswith("stream") or self.threads > 1 else self.options.operations
        return [name for name in here if name in self.options.operations]

    def run(self):
        cases = [f"{name},{elements(self.heat, name)}" for name in self.operations]
        if not cases:
            return
        kind, _, mode = self.kind.partition(" ")
        command = {"c": [self.program], "numpy": [sys.executable, "-B", os.path.join(HERE, "with_numpy.py")]}.get(kind, ["dotnet", OURS])
        threads = {"OMP_NUM_THREADS": str(self.threads), "OPENBLAS_NUM_THREADS": str(self.threads), "OMP_PROC_BIND": "true"}
        done = subprocess.run([*command, str(self.threads), str(self.options.samples), mode or kind, *cases], env={**os.environ, **threads, **self.settings},
                              capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise RaceError(f"{self.name} ended with {done.returncode}. {done.stderr}")
        for line in done.stdout.splitlines():
            told = json.loads(line)
            case = self.found.setdefault(told["operation"], {"count": told["count"], "check": told["check"], "seconds": []})
            case["seconds"] += told["seconds"]
            if abs(case["check"] - told["check"]) > 0:
                raise RaceError(f"{self.name} gave {told['check']} and {case['check']} for the same {told['operation']}.")


def compile_loops(options, folder):
    for name in options.contestants:
        if CONTESTANTS[name][2]:
            subprocess.run(["gcc", *CONTESTANTS[name][2], os.path.join(HERE, "loops.c"), "-o", os.path.join(folder, name), "-lm", "-lmvec"], check=True)


def heat(name, options, folder):
    threads = options.threads if name == "memory" else [1]
    entries = [entry for count in threads for entry in (Entry(each, count, name, options, folder) for each in options.contestants) if entry.runs]
    for turn in range(options.repeat):
        for entry in entries:
            entry.run()
            note(f"{name}, turn {turn + 1}: {entry.name}, {entry.threads} threads")
    return {"heat": name, "results": [{"contestant": e.name, "threads": e.threads, "cases": e.found} for e in entries if e.found]}


def faults(heats):
    """Operations whose results are not the same for all."""
    for each in heats:
        for operation in ARRAYS:
            checks = {r["contestant"]: r["cases"][operation]["check"] for r in each["results"] if operation in r["cases"]}
            if checks and max(checks.values()) - min(checks.values()) > 1e-9 * max(1, abs(max(checks.values(), key=abs))):
                yield f"{each['heat']}, {operation}: {checks}"


def versions(options):
    gcc = subprocess.run(["gcc", "--version"], capture_output=True, text=True).stdout.splitlines()[0]
    numpy = subprocess.run([sys.executable, "-c", "import numpy, sys; print('numpy', numpy.__version__ + ', Python', sys.version.split()[0])"], capture_output=True, text=True).stdout.strip()
    net = "Runtime " + next((line.split()[1] for line in subprocess.run(["dotnet", "--list-runtimes"], capture_output=True, text=True).stdout.splitlines()
                             if line.startswith("Microsoft.NETCore.App 10.")), "unknown")
    named = {"c": gcc, "numpy": numpy}
    return {name: {"version": named.get(CONTESTANTS[name][0].split()[0], net), "text": CONTESTANTS[name][4].format(flags=" ".join(CONTESTANTS[name][2] or []))}
            for name in options.contestants}


def main(arguments):
    options = Options(arguments)
    if options.help:
        print(USAGE, end="")
        return 0
    found = environment()
    # All run on the same processors, as many as the most threads.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: max(options.threads)])
    folder = tempfile.mkdtemp(prefix="race-vectors-")
    try:
        compile_loops(options, folder)
        heats = [heat(name, options, folder) for name in options.heats]
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    wrong = list(faults(heats))
    record = {"command": " ".join(["benchmarks/race-vectors.sh", *arguments]), "environment": found, "loadAfter": os.getloadavg()[0],
              "contestants": versions(options), "arrays": ARRAYS, "heats": heats, "faults": wrong}
    page = report(record)
    print(page, end="")
    if not options.no_record:
        note(f"Recorded: {store('vectors', options.record or os.path.join(ROOT, 'benchmarks', 'records'), record, page)}.json and .md")
    return 1 if wrong else 0


run(main)
