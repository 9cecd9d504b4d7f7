"""The tables, and what a record holds beside them."""

import os
import statistics
import subprocess

import machine
from contestants import OPERATIONS
from machine import setting


def environment():
    return {
        **machine.environment(),
        "caches": [f"{setting(f'{cache}/level')} {setting(f'{cache}/type')} {setting(f'{cache}/size')}" for cache in
                   (f"/sys/devices/system/cpu/cpu0/cache/index{i}" for i in range(5)) if os.path.isdir(cache)],
        "transparentHugePages": setting("/sys/kernel/mm/transparent_hugepage/enabled"),
        "pwsh": subprocess.run(["pwsh", "--version"], capture_output=True, text=True).stdout.strip(),
    }


def report(record):
    found = record["environment"]
    page = [
        f"# Memory, {found['date'][:16].replace('T', ' ')} UTC", "", f"`{record['command']}`", "",
        f"* {found['processor']}, {found['usableProcessors']} usable processors, {found['memoryBytes'] / 1e9:.0f} GB; caches: {'; '.join(found['caches'])}",
        f"* kernel {found['kernel']}, transparent huge pages: {found['transparentHugePages']}; {found['pwsh']}; {record['compiler']}",
        f"* commit {found['commit']}; load average {found['loadBefore']:.2f} before, {record['loadAfter']:.2f} after"]
    page += [f"* lmbench: `{record['lmbench']}`"] if record["lmbench"] else []
    page += [f"* {name} did not run: {why}" for name, why in record["skipped"]]
    for heat in record.get("bandwidth", []):
        page += bandwidth_table(heat)
    for heat in record.get("latency", []):
        page += latency_table("Latency", heat)
    for heat in record.get("lmbenchLatency", []):
        page += latency_table("Latency beside lmbench", heat, "least means of a tenth of a second")
    return "\n".join(page) + "\n"


def bandwidth_table(heat):
    (peer, reference), *ours = heat["runs"].items()
    names = [name for name, _ in ours]
    page = ["", f"## Bandwidth, {heat['threads']} thread{'s' if heat['threads'] > 1 else ''}, {heat['pages']} pages, three arrays of {heat['arrayBytes'] >> 20} MiB", "",
            "GB/s, best of all repeats, as STREAM reports it (median of repeats, median of turns).", "",
            f"| | {peer} | " + " | ".join(f"{name} | ratio of bests | ratio of medians" for name in names) + " |", "| --- |" + " ---: |" * (1 + 3 * len(names))]
    for operation in OPERATIONS:
        best, median = figures(reference, operation)
        cells = [operation, f"{best / 1e9:.2f} ({median / 1e9:.2f})"]
        for _, runs in ours:
            own_best, own_median = figures(runs, operation)
            cells += [f"{own_best / 1e9:.2f} ({own_median / 1e9:.2f})", f"{own_best / best:.3f}", f"{own_median / median:.3f}"]
        page.append("| " + " | ".join(cells) + " |")
    return page


def figures(runs, operation):
    return max(max(run[operation]) for run in runs), statistics.median(statistics.median(run[operation]) for run in runs)


def latency_table(title, heat, what="medians"):
    (peer, reference), (name, ours) = heat["runs"].items()
    page = ["", f"## {title}: {heat['pattern']}, {heat['pages']} pages", "", f"Nanoseconds a load, the least of all turns (median of the turns' {what}).", "",
            f"| KiB | {peer} | {name} | ratio |", "| ---: | ---: | ---: | ---: |"]
    ratios = []
    for size in heat["sizes"]:
        if any(size not in run for run in reference):
            continue
        least, median = min(run[size][0] for run in reference), statistics.median(run[size][1] for run in reference)
        own_least, own_median = min(run[size][0] for run in ours), statistics.median(run[size][1] for run in ours)
        ratios.append(own_least / least)
        page.append(f"| {size / 1024:g} | {least:.2f} ({median:.2f}) | {own_least:.2f} ({own_median:.2f}) | {ratios[-1]:.3f} |")
    near = sum(abs(ratio - 1) <= 0.1 for ratio in ratios)
    return page + ["", f"{near} of {len(ratios)} working sets within 10 %; median ratio {statistics.median(ratios):.3f}, "
                   f"from {min(ratios):.3f} to {max(ratios):.3f}."]
