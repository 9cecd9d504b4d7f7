"""The tables of the race."""

import statistics

from machine import digits

HEADINGS = {
    "cache": "Half of the first cache", "chapter": "The chapter's 10,000 elements", "memory": "Memory: each array four times the last cache"}
PEERS = ["stream", "stream-huge", "gcc-fast", "numpy", "numpy-new", "tensors"]


def report(record):
    found = record["environment"]
    page = [
        f"# Vector kernels, {found['date'][:16].replace('T', ' ')} UTC", "", f"`{record['command']}`", "",
        f"* {found['processor']}, {found['usableProcessors']} usable processors, {found['vectorBits']}-bit vectors, {found['memoryBytes'] / 1e9:.0f} GB",
        f"* {found['operatingSystem']}, kernel {found['kernel']}; driven by Python {found['python']}",
        f"* commit {found['commit']}; load average {found['loadBefore']:.2f} before, {record['loadAfter']:.2f} after",
        f"* results: {'the same for all' if not record['faults'] else '; '.join(record['faults'])}"]
    page += [f"* **{name}**: {about['version']}; {about['text']}" for name, about in record["contestants"].items()]
    for heat in record["heats"]:
        for threads in sorted({entry["threads"] for entry in heat["results"]}):
            page += table(heat, threads, record["arrays"])
    return "\n".join(page) + "\n"


def table(heat, threads, arrays):
    entries = [entry for entry in heat["results"] if entry["threads"] == threads]
    operations = [name for name in arrays if any(name in entry["cases"] for entry in entries)]
    names = [entry["contestant"] for entry in entries]
    page = ["", f"## {HEADINGS[heat['heat']]}, {threads} thread{'s' if threads > 1 else ''}", "",
            "Nanoseconds an element, median and least; in memory also GB/s by the least.", "",
            "| | elements | " + " | ".join(names) + " | scaling of the best peer | by least |", "| --- | ---: |" + " ---: |" * (len(names) + 2)]
    for operation in operations:
        cases = {entry["contestant"]: entry["cases"].get(operation) for entry in entries}
        count = next(case["count"] for case in cases.values() if case)
        page.append("| " + " | ".join([
            operation, f"{count:,}", *(cell(cases[name], 8 * arrays[operation] if heat["heat"] == "memory" else 0) for name in names),
            ratio(cases, statistics.median), ratio(cases, min)]) + " |")
    return page


def cell(case, size):
    if not case:
        return "–"
    scale = 1e9 / case["count"]
    told = f"{digits(statistics.median(case['seconds']) * scale)} ({digits(min(case['seconds']) * scale)})"
    return told + (f" {size * case['count'] / min(case['seconds']) / 1e9:.1f}" if size else "")


def ratio(cases, which):
    """How many times as fast as the fastest of the peers."""
    peers = {name: which(cases[name]["seconds"]) for name in PEERS if cases.get(name)}
    if not peers or not cases.get("scaling"):
        return "–"
    best = min(peers, key=peers.get)
    return f"{peers[best] / which(cases['scaling']['seconds']):.2f} × {best}"
