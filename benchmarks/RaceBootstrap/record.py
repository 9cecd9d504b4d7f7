"""The tables, and what a record holds beside them."""

import datetime
import json
import os
import platform
import statistics
import subprocess

from lineup import REFERENCE, ROOT


def first(path, name):
    with open(path) as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith(name)), "unknown")


def git(*arguments):
    try:
        return subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True).stdout.strip()
    except OSError:
        return ""


def environment():
    flags = first("/proc/cpuinfo", "flags").split()
    release = "unknown"
    if os.path.exists("/etc/os-release"):
        with open("/etc/os-release") as file:
            release = next((line.split("=", 1)[1].strip().strip('"') for line in file if line.startswith("PRETTY_NAME")), release)
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "processor": first("/proc/cpuinfo", "model name"),
        "usableProcessors": len(os.sched_getaffinity(0)),
        "vectorBits": 512 if "avx512f" in flags else 256 if "avx2" in flags else 128,
        "memoryBytes": 1024 * int(first("/proc/meminfo", "MemTotal").split()[0]),
        "kernel": platform.release(),
        "operatingSystem": release,
        "python": platform.python_version(),
        "commit": (git("rev-parse", "--short=12", "HEAD") or "unknown") + (" with changes" if git("status", "--porcelain", "--", "src") else ""),
        "loadBefore": os.getloadavg()[0],
    }


def spread(values):
    values = [value for value in values if value is not None]
    return {"median": statistics.median(values), "minimum": min(values), "maximum": max(values), "count": len(values)} if values else None


def digits(value):
    return f"{value:.4f}" if value < 0.01 else f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 100 else f"{value:.0f}"


def text(found, scale=1.0):
    if not found:
        return "–"
    middle = digits(found["median"] * scale)
    return middle if found["count"] == 1 else f"{middle} ({digits(found['minimum'] * scale)}–{digits(found['maximum'] * scale)})"


def label(entry):
    return f"{entry['contestant']}, {entry['threads']} thread{'s' if entry['threads'] > 1 else ''}"


def steadily(entry):
    return entry["later"] or entry["first"]


def times(base, seconds, of):
    return f"{of(base)['median'] / base['share'] / seconds:.3g} ×" if base else "–"


def report(record):
    found = record["environment"]
    page = [
        f"# Bootstrap, {found['date'][:16].replace('T', ' ')} UTC", "", f"`{record['command']}`", "",
        f"* {found['processor']}, {found['usableProcessors']} usable processors, {found['vectorBits']}-bit vectors, {found['memoryBytes'] / 1e9:.0f} GB",
        f"* {found['operatingSystem']}, kernel {found['kernel']}; driven by Python {found['python']}",
        f"* commit {found['commit']}; load average {found['loadBefore']:.2f} before, {record['loadAfter']:.2f} after"]
    page += [f"* **{name}**: {about['version']}; {about['text']}" for name, about in record["contestants"].items()]
    page += [f"* {name} did not run: {why}" for name, why in record["skipped"]]
    for heat in record["heats"]:
        page += table(heat)
    return "\n".join(page) + "\n"


def table(heat):
    page = [
        "", f"## {heat['case']}", "",
        f"{heat['text']}; {heat['groups']:,} × {heat['resamples']:,} resamples × {heat['sampleSize']:,} draws = {heat['draws'] / 1e6:,.0f} million draws. "
        f"Seed {heat['seed']}, SHA-256 {heat['sha256'][:16]}….", ""]
    many = heat["groups"] >= 1000
    columns = ["", "compile or import s", "first call s", "later calls s", "processor s", "million draws/s", *(["µs a group"] if many else []),
               "times as fast", "by processor", "peak MB"]
    page += [f"| {' | '.join(columns)} |".replace("|  |", "| |"), "| --- |" + " ---: |" * (len(columns) - 1)]
    base = next((entry for entry in heat["results"] if entry["contestant"] == REFERENCE and entry["threads"] == 1), None)
    for entry in heat["results"]:
        scale = 1 / entry["share"]
        seconds = steadily(entry)["median"] * scale
        name = label(entry) + ("" if entry["share"] == 1 else f" ({entry['share']:.2g} of it, extrapolated)")
        cells = [name, text(entry["load"]), text(entry["first"], scale), text(entry["later"], scale), text(entry["processor"], scale),
                 f"{heat['draws'] / seconds / 1e6:.4g}"]
        cells += [f"{seconds * 1e6 / heat['groups']:.3g}"] if many else []
        cells += [times(base, seconds, steadily), times(base, entry["processor"]["median"] * scale, lambda e: e["processor"])]
        page.append("| " + " | ".join([*cells, f"{entry['peakBytes'] / 1e6:.0f}"]) + " |")
    paths = {label(entry): entry["path"] for entry in heat["results"] if entry["path"]}
    if paths:
        page += ["", "Instruction paths: " + "; ".join(f"{name}: {path}" for name, path in paths.items()) + "."]
    faults = [f"* **{name}**: {fault}" for name, finding in heat["check"].items() for fault in finding["faults"]]
    worst = max(finding["worstMean"] for finding in heat["check"].values())
    page += ["", "**Figures differ.**", "", *faults] if faults else [
        "", f"All agree with the exact means (the farthest of all is {worst:.1f} Monte-Carlo standard errors away), standard errors, and each other's bounds."]
    return page


def store(folder, record, page):
    os.makedirs(folder, exist_ok=True)
    name = os.path.join(folder, f"race-bootstrap-{record['environment']['date'][:16].replace(':', '')}")
    with open(name + ".md", "w") as file:
        file.write(page)
    with open(name + ".json", "w") as file:
        json.dump(record, file, indent=2)
        file.write("\n")
    return name
