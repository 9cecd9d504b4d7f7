"""The tables of the race."""

from machine import label, text


def report(record):
    found = record["environment"]
    page = [
        f"# Matrix inverse, {found['date'][:16].replace('T', ' ')} UTC", "", f"`{record['command']}`", "",
        f"* {found['processor']}, {found['usableProcessors']} usable processors, {found['vectorBits']}-bit vectors, {found['memoryBytes'] / 1e9:.0f} GB",
        f"* {found['operatingSystem']}, kernel {found['kernel']}; driven by Python {found['python']}",
        f"* commit {found['commit']}; load average {found['loadBefore']:.2f} before, {record['loadAfter']:.2f} after"]
    page += [f"* **{name}**: {about['version']}; {about['text']}" for name, about in record["contestants"].items()]
    for heat in record["heats"]:
        page += table(heat)
    return "\n".join(page) + "\n"


def table(heat):
    n = heat["size"]
    page = [
        "", f"## {n} × {n}", "",
        f"Symmetrical, seed {heat['seed']}, SHA-256 {heat['sha256'][:16]}…, reciprocal condition {heat['results'][0]['reciprocalCondition']:.2g}.", "",
        "| | kernels | first call s | later calls s | processor s | GFLOP/s | of numpy | of getri | by least | residual | scaled | peak MB |",
        "| --- | --- |" + " ---: |" * 10]
    for entry in heat["results"]:
        middle = entry["later"]["median"]
        ratios = [ratio(heat, entry, peer, "median") for peer in ("numpy", "getri")]
        least = " / ".join(ratio(heat, entry, peer, "minimum") for peer in ("numpy", "getri"))
        page.append("| " + " | ".join([
            label(entry), entry["path"] or "–", text(entry["first"]), text(entry["later"]), text(entry["processor"]), f"{2 * n**3 / middle / 1e9:.1f}",
            *ratios, least, f"{entry['residual']:.2g}", f"{entry['scaledResidual']:.2g}", f"{entry['peakBytes'] / 1e6:.0f}"]) + " |")
    return page


def ratio(heat, entry, peer, which):
    """How many times as fast as a peer with as many threads and the same registers."""
    name = peer + ("-haswell" if entry["contestant"].endswith(("-avx2", "-haswell")) else "")
    base = next((e for e in heat["results"] if e["contestant"] == name and e["threads"] == entry["threads"]), None)
    return f"{base['later'][which] / entry['later'][which]:.2f} ×" if base else "–"
