"""Whether a contestant's figures are those of a bootstrap of the mean, by what is known exactly of each group."""

import math

# Of a normal density: where the quantiles of the interval lie, and the standard error of an estimated one in units of sigma / sqrt(B).
Z = 1.959964
DENSITY = math.exp(-Z * Z / 2) / math.sqrt(2 * math.pi)
QUANTILE_ERROR = math.sqrt(0.025 * 0.975) / DENSITY
# A quantile of type 7 lies further inside with fewer resamples, by this over their number, in units of sigma.
QUANTILE_BIAS = 0.95 / DENSITY
# Per group; over all groups the mean is held to 6.
MOST = 7.0


class Finding:
    def __init__(self):
        self.worst_mean = self.worst_error = self.mean_square = self.pooled = 0.0
        self.faults = []


def read(path):
    with open(path) as file:
        return [tuple(float(cell) for cell in line.split()) for line in file]


def check(figures, data, exact, groups, resamples, independent):
    """figures: mean, standard error, lower, upper of each group. independent: groups do not share their draws."""
    finding = Finding()
    if len(figures) != groups or any(not math.isfinite(cell) for row in figures for cell in row):
        finding.faults.append(f"{len(figures)} groups of {groups}, or figures that are no numbers")
        return finding
    n, b = data.sample_size, resamples
    squares = ratios = spread = 0.0
    for (mean, error, lower, upper), (true, variance, kurtosis) in zip(figures, exact):
        sigma = math.sqrt(variance / n)
        z = (mean - true) * math.sqrt(b) / sigma
        # Relative variance of a sample variance of b means, each of n draws.
        relative = 2 / (b - 1) + kurtosis / (n * b)
        squares += z * z
        ratios += error * error / (sigma * sigma)
        spread += relative
        finding.worst_mean = max(finding.worst_mean, abs(z))
        if b >= 1000:
            finding.worst_error = max(finding.worst_error, abs(error / sigma - 1) / (0.5 * math.sqrt(relative)))
        if lower > upper:
            finding.faults.append(f"a lower bound above the upper one: {lower} {upper}")
    finding.mean_square, finding.pooled = squares / groups, ratios / groups
    # Groups that share their draws depend on as many numbers as a group has rows.
    apart = groups if independent else min(groups, data.starts[1] - 1)
    if finding.worst_mean > MOST:
        finding.faults.append(f"a mean is {finding.worst_mean:.1f} standard errors from the exact one")
    if abs(finding.mean_square - 1) > 6 * math.sqrt(2 / apart):
        finding.faults.append(f"squared errors of the means are {finding.mean_square:.3f} in the mean, not 1")
    if finding.worst_error > MOST:
        finding.faults.append(f"a standard error is {finding.worst_error:.1f} of its own errors from the exact one")
    if abs(finding.pooled - 1) > 6 * math.sqrt(spread / groups / apart):
        finding.faults.append(f"variances are {finding.pooled:.4f} of the exact ones in the mean")
    return finding


def check_bounds(findings, figures, data, exact, resamples, independent):
    """Bounds of every contestant against those of the first with as many resamples as any; each of them where it is an order statistic of many."""
    base = max(figures, key=lambda name: resamples[name])
    whole = all(value == int(value) for values, _ in data.groups[: len(exact)] for value in values)
    for name, rows in figures.items():
        if name == base:
            continue
        error = QUANTILE_ERROR * math.sqrt(1 / resamples[name] + 1 / resamples[base])
        bias = QUANTILE_BIAS * abs(1 / (resamples[name] + 1) - 1 / (resamples[base] + 1))
        totals, lattice = [0.0, 0.0], 0.0
        for row, other, (_, variance, _) in zip(rows, figures[base], exact):
            sigma = math.sqrt(variance / data.sample_size)
            # Means of whole values lie on a lattice, and a bound on one of two neighbours.
            step = 1 / data.sample_size / sigma if whole else 0.0
            away = [(row[2] - other[2]) / sigma, (row[3] - other[3]) / sigma]
            totals = [total + one for total, one in zip(totals, away)]
            lattice += step
            if min(resamples[name], resamples[base]) >= 1000 and max(map(abs, away)) > MOST * error + bias + step:
                findings[name].faults.append(f"bounds {row[2]:.6g} {row[3]:.6g}, those of {base} are {other[2]:.6g} {other[3]:.6g}")
                break
        groups = min(len(rows), len(figures[base]))
        apart = groups if independent[name] and independent[base] else min(groups, data.starts[1] - 1)
        if max(map(abs, totals)) / groups > 6 * error / math.sqrt(apart) + bias + lattice / groups:
            findings[name].faults.append(f"bounds are {totals[0] / groups:.3f} and {totals[1] / groups:.3f} standard errors from those of {base} in the mean")
