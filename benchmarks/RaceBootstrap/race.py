"""Runs the contestants in turn over each case; see ../README.md."""

import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import threading

sys.path.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "Racing"))

from cases import CASES, Data
from check import check, check_bounds, read
from lineup import NAMES, ROOT, Lineup
from machine import environment, label, spread, store
from options import USAGE, Options
from record import report
from running import RaceError, note, run


class Race:
    def __init__(self, options, lineup, folder):
        self.options, self.lineup, self.folder = options, lineup, folder
        self.versions = {}

    def heat(self, name):
        options, case = self.options, CASES[name]
        resamples = max(2, case.resamples // 10) if options.quick else case.resamples
        data = Data(name, case, os.path.join(self.folder, name), options.seed, resamples, options.chapter_file)
        note(f"{name}: {data.draws / 1e6:,.0f} million draws")
        entries = [Entry(contestant, threads, data, options) for contestant, threads in self.lineup.entries if contestant.runs(data)]
        for turn in range(1, options.repeat + 1):
            for entry in entries:
                out = os.path.join(data.folder, f"{entry.contestant.name}-{entry.threads}.txt")
                told = data.describe(entry.resamples, entry.groups, entry.threads, entry.calls, options.seed + 1000 * turn, out)
                run = self.process(entry, told)
                run["out"] = out
                entry.runs.append(run)
                self.versions[entry.contestant.name] = {"version": run["ready"]["version"], "text": entry.contestant.text}
                note(f"{name}, turn {turn}: {label(entry.result())} " + ", ".join(f"{call['seconds'] / entry.share:.3g} s" for call in run["calls"])
                     + ("" if entry.share == 1 else " extrapolated"))
        findings = self.check(entries, data)
        if not options.keep:
            shutil.rmtree(data.folder)
        return {
            "case": name, "text": data.text, "groups": len(data.groups), "rows": data.starts[-1], "sampleSize": data.sample_size, "resamples": resamples,
            "draws": data.draws, "weighted": data.weighted, "seed": options.seed, "sha256": data.sha256, "results": [entry.result() for entry in entries],
            "check": {key: {"worstMean": f.worst_mean, "worstStandardError": f.worst_error, "meanSquare": f.mean_square, "pooledVariance": f.pooled, "faults": f.faults}
                      for key, f in findings.items()}}

    def process(self, entry, told):
        settings = {
            **os.environ, **entry.contestant.environment,
            # Threads beside those of the contestant's own.
            **{name: str(entry.threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}}
        process = subprocess.Popen(self.lineup.command(entry.contestant, told), stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                                   text=True, env=settings)
        errors = []
        drain = threading.Thread(target=lambda: errors.append(process.stderr.read()))
        drain.start()
        ready, calls = None, []
        try:
            for line in process.stdout:
                try:
                    event = json.loads(line)
                except ValueError:
                    event = {}
                if event.get("event") == "ready":
                    ready = event
                elif event.get("event") == "call":
                    calls.append(event)
                else:
                    errors.append(line)
            process.wait()
        except BaseException:
            process.kill()
            process.wait()
            raise
        drain.join()
        if process.returncode or not ready or len(calls) != entry.calls:
            raise RaceError(f"{entry.contestant.name} ended with {process.returncode} after {len(calls)} calls. {''.join(errors)}")
        return {"ready": ready, "calls": calls}

    def check(self, entries, data):
        exact = data.exact()
        findings, figures, resamples, independent = {}, {}, {}, {}
        for entry in entries:
            name = label(entry.result())
            rows = read(entry.runs[-1]["out"])
            independent[name] = entry.contestant.kind != "scipy"
            findings[name] = check(rows, data, exact, entry.groups, entry.resamples, independent[name])
            if not findings[name].faults:
                figures[name], resamples[name] = rows, entry.resamples
        if figures:
            check_bounds(findings, figures, data, exact, resamples, independent)
        return findings


class Entry:
    """A contestant with its threads: how much of the case it does in a call, how often, and what it reached."""

    def __init__(self, contestant, threads, data, options):
        self.contestant, self.threads, self.runs = contestant, threads, []
        self.groups, self.resamples, self.calls = len(data.groups), data.resamples, options.calls
        seconds = contestant.estimate(data, threads)
        if seconds > options.budget:
            share = options.budget / seconds
            self.resamples = max(min(data.resamples, 100), int(data.resamples * share))
            left = share * data.resamples / self.resamples
            # Ours reads all groups from one file.
            if left < 1 and contestant.kind != "scaling":
                self.groups = max(1, int(self.groups * left))
        self.share = self.groups * self.resamples / (len(data.groups) * data.resamples)
        if options.calls > 2:
            self.calls = max(2, min(options.calls, math.ceil(2 * options.budget / max(seconds * self.share, 1e-3))))

    def result(self):
        runs = self.runs
        later = [call for run in runs for call in run["calls"][1:]]
        return {
            "contestant": self.contestant.name, "threads": self.threads, "share": self.share, "groups": self.groups, "resamples": self.resamples,
            "load": spread([run["ready"].get("compileSeconds", run["ready"].get("importSeconds")) for run in runs]),
            "first": spread([run["calls"][0]["seconds"] for run in runs]),
            "later": spread([call["seconds"] for call in later]),
            "processor": spread([call["processorSeconds"] for call in later or [run["calls"][0] for run in runs]]),
            "peakBytes": max((call["peakBytes"] for run in runs for call in run["calls"]), default=0),
            "path": next((run["calls"][0].get("path") for run in runs), None),
            "runs": [{key: run[key] for key in ("ready", "calls")} for run in runs]}


def main(arguments):
    options = Options(arguments)
    if options.help:
        print(USAGE, end="")
        return 0
    if not sys.platform.startswith("linux"):
        raise RaceError("Processors are chosen and memory is measured as Linux does it, so the race runs on Linux only.")
    if options.chapter_file and not os.path.isfile(options.chapter_file):
        raise RaceError(f"There is no file {options.chapter_file}.")
    lineup = Lineup(options, RaceError)
    for name, why in lineup.skipped:
        note(f"{name} does not run: {why}.")
    if not lineup.entries:
        raise RaceError("No contestant can run.")
    found = environment()
    # All run on the same processors, as many as the most threads.
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: max(options.threads)])
    folder = os.path.abspath(options.folder) if options.folder else tempfile.mkdtemp(prefix="race-bootstrap-")
    race = Race(options, lineup, folder)
    try:
        heats = [race.heat(name) for name in options.cases]
    finally:
        if options.keep:
            note(f"Data and results: {folder}")
        elif not options.folder:
            shutil.rmtree(folder, ignore_errors=True)
    record = {
        "command": " ".join(["benchmarks/race-bootstrap.sh", *arguments]), "environment": found, "loadAfter": os.getloadavg()[0],
        "contestants": {name: race.versions[name] for name in NAMES if name in race.versions}, "skipped": lineup.skipped, "heats": heats}
    page = report(record)
    print(page, end="")
    if not options.no_record:
        name = store("bootstrap", os.path.abspath(options.record) if options.record else os.path.join(ROOT, "benchmarks", "records"), record, page)
        note(f"Recorded: {name}.json and .md")
    return 1 if any(finding["faults"] for heat in heats for finding in heat["check"].values()) else 0


run(main)
