"""The tables of a record."""

from lineup import REFERENCE
from machine import label, text


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
