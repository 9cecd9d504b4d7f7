"""What every race's record says of the machine and of figures, in one form."""

import datetime
import json
import os
import platform
import statistics
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def first(path, name):
    with open(path) as file:
        return next((line.split(":", 1)[1].strip() for line in file if line.startswith(name)), "unknown")


def setting(path):
    try:
        with open(path) as file:
            return file.read().strip()
    except OSError:
        return "unknown"


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


def store(race, folder, record, page):
    """Writes the record of a race, as a page and as figures, and gives their name without its end."""
    os.makedirs(folder, exist_ok=True)
    name = os.path.join(folder, f"race-{race}-{record['environment']['date'][:16].replace(':', '')}")
    with open(name + ".md", "w") as file:
        file.write(page)
    with open(name + ".json", "w") as file:
        json.dump(record, file, indent=2)
        file.write("\n")
    return name
