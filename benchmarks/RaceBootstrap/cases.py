"""The data of each case: seeded, integer arithmetic only, so the same on every machine. Written once, as text for ours and as raw doubles for peers."""

import array
import hashlib
import json
import math
import os

MASK = (1 << 64) - 1


class SplitMix64:
    def __init__(self, seed):
        self.state = seed & MASK

    def next(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def unit(self):
        return (self.next() >> 11) * 2.0**-53


class Case:
    """values: what a category's value is; weights: whether rows have any."""

    def __init__(self, text, groups, categories, sample_size, resamples, values, weighted):
        self.text, self.groups, self.categories = text, groups, categories
        self.sample_size, self.resamples, self.values, self.weighted = sample_size, resamples, values, weighted


CASES = {
    "chapter": Case("11 groups of 40 categories, whole values, weights of 1 to 24 bits", 11, 40, 100, 100_000, "index", True),
    "doubles": Case("the same weights, values with 53 bits", 11, 40, 100, 100_000, "double", True),
    "categories-256": Case("11 groups of 256 categories, values with 53 bits", 11, 256, 100, 50_000, "double", True),
    "categories-1024": Case("11 groups of 1,024 categories, values with 53 bits", 11, 1024, 100, 50_000, "double", True),
    "categories-1m": Case("one group of 1,000,000 categories, values with 53 bits", 1, 1_000_000, 1_000, 20_000, "double", True),
    "groups-1000": Case("1,000 groups of 20 rows without weights, values with two decimals", 1_000, 20, 20, 5_000, "decimal", False),
    "groups-100000": Case("100,000 groups of 20 rows without weights, values with two decimals", 100_000, 20, 20, 100, "decimal", False),
    "groups-cost": Case("the same 100,000 groups with two resamples: what a group costs", 100_000, 20, 20, 2, "decimal", False),
}


class Data:
    """Groups of (values, weights), as the contestants get them in a folder."""

    def __init__(self, name, case, folder, seed, resamples, chapter_file=None):
        self.name, self.case, self.folder = name, case, folder
        self.resamples, self.sample_size, self.weighted = resamples, case.sample_size, case.weighted
        self.text = case.text
        if name == "chapter" and chapter_file:
            self.labels, self.groups = of_chapter(chapter_file)
            self.text = "the course's table: 11 years, 434 rows of year and size, weights are numbers of files"
        else:
            self.labels, self.groups = range(case.groups), generate(case, seed)
        self.starts = array.array("q", [0])
        for values, _ in self.groups:
            self.starts.append(self.starts[-1] + len(values))
        os.makedirs(folder, exist_ok=True)
        self.write()

    def write(self):
        flat = array.array("d", (value for values, _ in self.groups for value in values))
        weights = array.array("d", (weight for _, weights in self.groups for weight in weights))
        for content, file in [(flat, "values.f64"), (weights, "weights.f64"), (self.starts, "starts.i64")]:
            if os.sys.byteorder == "big":
                content = content[:]
                content.byteswap()
            with open(os.path.join(self.folder, file), "wb") as out:
                content.tofile(out)
        self.csv = os.path.join(self.folder, "rows.csv")
        with open(self.csv, "w", newline="\n") as out:
            out.write("group,value,weight\n" if self.weighted else "group,value\n")
            for label, (values, weights) in zip(self.labels, self.groups):
                if self.weighted:
                    out.writelines(f"{label},{shortest(v)},{w}\n" for v, w in zip(values, weights))
                else:
                    out.writelines(f"{label},{shortest(v)}\n" for v in values)
        with open(self.csv, "rb") as file:
            self.sha256 = hashlib.sha256(file.read()).hexdigest()

    def describe(self, resamples, groups, threads, calls, seed, out):
        """What a contestant is told; the path of the file."""
        path = out + ".json"
        with open(path, "w") as file:
            json.dump({
                "folder": self.folder, "csv": self.csv, "weighted": self.weighted, "sampleSize": self.sample_size, "resamples": resamples, "groups": groups,
                "threads": threads, "calls": calls, "seed": seed, "out": out}, file)
        return path

    @property
    def draws(self):
        return len(self.groups) * self.resamples * self.sample_size

    def exact(self):
        """Of every group: mean, variance and excess kurtosis of a draw; whether all values are whole."""
        found = []
        for values, weights in self.groups:
            weights = weights if self.weighted else [1] * len(values)
            total = sum(weights)
            mean = math.fsum(v * w for v, w in zip(values, weights)) / total
            second = math.fsum((v - mean) ** 2 * w for v, w in zip(values, weights)) / total
            fourth = math.fsum((v - mean) ** 4 * w for v, w in zip(values, weights)) / total
            found.append((mean, second, fourth / second**2 - 3))
        return found


def shortest(value):
    return str(int(value)) if value == int(value) else repr(value)


def generate(case, seed):
    # The weights of chapter and doubles are the same, and so are the rows of the two cases with 100,000 groups.
    sizes = SplitMix64(seed * 1_000_003 + case.groups * 7919 + case.categories)
    spread = SplitMix64(seed * 1_000_003 + case.groups * 104_729 + case.categories + 1)
    groups = []
    for _ in range(case.groups):
        if case.values == "index":
            values = [float(i) for i in range(case.categories)]
        elif case.values == "double":
            values = [40.0 * spread.unit() for _ in range(case.categories)]
        else:
            values = [(spread.next() % 10_000) / 100.0 for _ in range(case.categories)]
        weights = []
        if case.weighted:
            for _ in range(case.categories):
                r = sizes.next()
                bits = 1 + (r >> 56) % 24
                weights.append((1 << (bits - 1)) + (r & ((1 << (bits - 1)) - 1)))
        groups.append((values, weights))
    return groups


def of_chapter(path):
    """Bytes, MonthsTo2021, Files to the weights of log2(Bytes) by year, as the course's pipeline makes them."""
    table = {}
    with open(path) as file:
        for line in file:
            size, months, files = (int(cell) for cell in line.split())
            year = (2021 * 12 - months - 1) // 12
            if size and 2010 <= year <= 2020:
                power = size.bit_length() - 1
                table[(year, power)] = table.get((year, power), 0) + files
    years = sorted({year for year, _ in table})
    return years, [([float(p) for y, p in sorted(table) if y == year], [table[y, p] for y, p in sorted(table) if y == year]) for year in years]
