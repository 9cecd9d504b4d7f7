"""The programs that race, and what they print as numbers."""

import glob
import json
import os
import re
import statistics
import subprocess

from running import RaceError

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
OPERATIONS = ["Copy", "Scale", "Add", "Triad"]

# The best of many is better than the best of few, and of short ones better than of long ones: as many count of either contestant, and as long ones.
REPEATS = 24
CHASE_SAMPLES = 31
LMBENCH_REPEATS = 3
LMBENCH_SECONDS = 0.095
FLAGS = {"stream": ["-O3", "-march=native", "-fopenmp"], "chase": ["-O3", "-march=native"]}


def run(command, processors, settings=None):
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **(settings or {})}, stdin=subprocess.DEVNULL,
                          preexec_fn=lambda: os.sched_setaffinity(0, processors))
    if done.returncode:
        raise RaceError(f"{command[0]} ended with {done.returncode}. {done.stderr}{done.stdout[-500:]}")
    return done


def compile_peer(name, folder):
    program = os.path.join(folder, name)
    source = os.path.join(HERE, name + ".c")
    done = subprocess.run(["gcc", *FLAGS[name], source, "-o", program, "-lm"], capture_output=True, text=True)
    if done.returncode:
        raise RaceError(f"{source} does not compile. {done.stderr}")
    return program


def find_lmbench(given):
    if given and not os.path.isfile(given):
        raise RaceError(f"There is no file {given}.")
    return given or next(iter(glob.glob("/usr/lib/lmbench/bin/*/lat_mem_rd")), None)


def stream(program, array_bytes, pages, processors):
    """Bytes a second of each operation, one figure a repeat."""
    settings = {"OMP_NUM_THREADS": str(len(processors))}
    told = json.loads(run([program, str(array_bytes), str(1 + REPEATS), pages], processors, settings).stdout)
    return {operation: told[operation] for operation in OPERATIONS}


def pwsh(script, module, processors):
    prelude = f"$ErrorActionPreference = 'Stop'; Import-Module '{module}'; "
    command = ["pwsh", "-NoProfile", "-NonInteractive", "-Command", prelude + script]
    return json.loads(run(command, processors).stdout)


def our_bandwidth(module, array_bytes, pages, stores, processors):
    rows = pwsh(f"ConvertTo-Json -Compress -Depth 3 @(Measure-MemoryBandwidth {array_bytes} -Workers {len(processors)} -Stores {stores} -Pages {pages} "
                "-TimeLimit 6 | Select-Object Operation, CountedBytes, Samples, OutcomeEqual, InstructionPath)", module, processors)
    if not all(row["OutcomeEqual"] for row in rows):
        raise RaceError("Measure-MemoryBandwidth found a wrong element.")
    return {row["Operation"]: [row["CountedBytes"] / seconds for seconds in row["Samples"][:REPEATS]] for row in rows}


def chase(program, pattern, pages, sizes, processors):
    """Nanoseconds a load, the least and the median, of each working set."""
    told = json.loads(run([program, pattern, pages, "64", *map(str, sizes)], processors).stdout)
    return {int(size): tuple(figures) for size, figures in told.items()}


def our_latency(module, pattern, pages, sizes, processors, figures):
    rows = pwsh(f"ConvertTo-Json -Compress -Depth 3 @(Measure-CacheLatency {','.join(map(str, sizes))} -Pattern {pattern} -Pages {pages} -StrideBytes 64 "
                "-TimeLimit 15 | Select-Object WorkingSetBytes, Samples, IterationsPerSample)", module, processors)
    return {row["WorkingSetBytes"]: figures(row["Samples"], row["IterationsPerSample"]) for row in rows}


def as_chase(samples, _):
    """The least and the median of the first samples, as chase.c takes them."""
    counted = [seconds * 1e9 for seconds in samples[:CHASE_SAMPLES]]
    return min(counted), statistics.median(counted)


def as_lmbench(samples, loads):
    """The least mean of the first stretches as long as a repeat of lmbench. A measurement that was certain before has one, as long as it took."""
    stretches, stretch = [], []
    for seconds in samples:
        stretch.append(seconds)
        if sum(stretch) * loads >= LMBENCH_SECONDS:
            stretches.append(statistics.mean(stretch))
            stretch = []
    least = min((stretches or [statistics.mean(samples)])[:LMBENCH_REPEATS]) * 1e9
    return least, least


def lat_mem_rd(program, pattern, maximum_bytes, processors):
    """lmbench prints megabytes and nanoseconds, the least mean of its repeats of a tenth of a second each, to standard error."""
    command = [program, "-N", str(LMBENCH_REPEATS), *(["-t"] if pattern == "thrash" else []), str(maximum_bytes >> 20), "64"]
    lines = re.findall(r"^(\d+\.\d+) (\d+\.\d+)$", run(command, processors).stderr, re.MULTILINE)
    return {round(float(megabytes) * (1 << 20) / 64) * 64: (float(nanoseconds),) * 2 for megabytes, nanoseconds in lines}


def lmbench_version(program):
    with open(program, "rb") as file:
        found = re.search(rb"\$Id: s\.lat_mem_rd\.c [^$]*\$", file.read())
    return found.group().decode() if found else "unknown version"
