"""Runs the contestants in turn; see ../README.md."""

import os
import shutil
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "Racing"))

from contestants import (ROOT, as_chase, as_lmbench, chase, compile_peer, find_lmbench, lat_mem_rd, lmbench_version, our_bandwidth, our_latency, stream)
from machine import store
from options import RACES, USAGE, Options
from record import environment, report
from running import RaceError, note, run


def ladder(maximum):
    """lmbench's working sets from 8 KiB on: powers of two, and one and a half of each."""
    sizes, size = [], 8 << 10
    while size <= maximum:
        sizes += [size] + ([3 * size // 2] if 3 * size // 2 <= maximum else [])
        size *= 2
    return sizes


class Race:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.module = os.path.abspath(options.module or os.path.join(ROOT, "module", "Scaling"))
        self.processors = sorted(os.sched_getaffinity(0))
        self.threads = options.threads or sorted({1, len(self.processors)})
        if max(self.threads) > len(self.processors):
            raise RaceError(f"There are not {max(self.threads)} usable processors.")

    def bandwidth(self):
        program = compile_peer("stream", self.folder)
        heats = []
        for threads in self.threads:
            processors = self.processors[:threads]
            for pages in ("base", "huge"):
                contestants = {
                    "gcc -O3 -march=native": lambda: stream(program, self.options.array_bytes, pages, processors),
                    "scaling, Cached": lambda: our_bandwidth(self.module, self.options.array_bytes, pages, "Cached", processors),
                    "scaling, NonTemporal": lambda: our_bandwidth(self.module, self.options.array_bytes, pages, "NonTemporal", processors),
                }
                runs = self.turns(contestants, f"bandwidth, {threads} threads, {pages} pages")
                heats.append({"threads": threads, "pages": pages, "arrayBytes": self.options.array_bytes, "runs": runs})
        return heats

    def latency(self):
        program = compile_peer("chase", self.folder)
        sizes, processors = ladder(self.options.maximum_bytes), self.processors[:1]
        heats = []
        for pattern, pages in (("random", "huge"), ("random", "base"), ("stride", "base"), ("thrash", "base")):
            contestants = {
                "gcc -O3 -march=native": lambda: chase(program, pattern, pages, sizes, processors),
                "scaling": lambda: our_latency(self.module, pattern, pages, sizes, processors, as_chase),
            }
            runs = self.turns(contestants, f"latency, {pattern}, {pages} pages")
            heats.append({"pattern": pattern, "pages": pages, "sizes": sizes, "runs": runs})
        return heats

    def lmbench(self, program):
        sizes, processors = ladder(self.options.maximum_bytes), self.processors[:1]
        heats = []
        for pattern in ("thrash", "stride"):
            contestants = {
                "lat_mem_rd" + (" -t" if pattern == "thrash" else ""): lambda: lat_mem_rd(program, pattern, self.options.maximum_bytes, processors),
                "scaling": lambda: our_latency(self.module, pattern, "base", sizes, processors, as_lmbench),
            }
            runs = self.turns(contestants, f"lmbench, {pattern}")
            heats.append({"pattern": pattern, "pages": "base", "sizes": sizes, "runs": runs})
        return heats

    def turns(self, contestants, what):
        runs = {name: [] for name in contestants}
        for turn in range(self.options.repeat):
            for name, contestant in contestants.items():
                runs[name].append(contestant())
                note(f"{what}, turn {turn + 1}: {name}")
        return runs


def main(arguments):
    options = Options(arguments)
    if options.help:
        print(USAGE, end="")
        return 0
    if not sys.platform.startswith("linux"):
        raise RaceError("Processors are chosen as Linux does it, so the race runs on Linux only.")
    folder = tempfile.mkdtemp(prefix="race-memory-")
    try:
        race = Race(options, folder)
        lmbench = find_lmbench(options.lmbench)
        races = options.races or [name for name in RACES if name != "lmbench" or lmbench]
        skipped = [] if lmbench else [("lat_mem_rd", "lmbench is not installed (Debian: lmbench, in non-free)")]
        if "lmbench" in races and not lmbench:
            raise RaceError("lmbench is not installed; name its lat_mem_rd with -Lmbench.")
        compiler = subprocess.run(["gcc", "--version"], capture_output=True, text=True).stdout.split("\n")[0]
        record = {"command": " ".join(["benchmarks/race-memory.sh", *arguments]), "environment": environment(), "compiler": compiler,
                  "lmbench": lmbench_version(lmbench) if lmbench else None, "skipped": skipped}
        if "bandwidth" in races:
            record["bandwidth"] = race.bandwidth()
        if "latency" in races:
            record["latency"] = race.latency()
        if "lmbench" in races:
            record["lmbenchLatency"] = race.lmbench(lmbench)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    record["loadAfter"] = os.getloadavg()[0]
    page = report(record)
    print(page, end="")
    if not options.no_record:
        name = store("memory", os.path.abspath(options.record) if options.record else os.path.join(ROOT, "benchmarks", "records"), record, page)
        note(f"Recorded: {name}.json and .md")
    return 0


run(main)
