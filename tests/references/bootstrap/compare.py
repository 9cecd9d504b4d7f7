"""Where two sources of ReferenceIntervals.csv differ by more than their Monte-Carlo errors: python3 compare.py ReferenceIntervals.csv [errors]."""
import csv
import math
import sys

rows = list(csv.DictReader(open(sys.argv[1], newline="")))
most = float(sys.argv[2]) if len(sys.argv) > 2 else 5.0
cells = {}
for row in rows:
    if row["source"] != "exact" and not row["source"].endswith("empinf jackknife"):
        cells.setdefault((row["dataset"], row["option"], row["statistic"], row["method"]), []).append(row)
exact = {(row["dataset"], row["option"]): row for row in rows if row["source"] == "exact"}

compared = differing = 0
for key, found in cells.items():
    pairs = [(found[0], other) for other in found[1:]]
    if key[2] == "Mean" and key[:2] in exact:
        pairs += [(exact[key[:2]], one) for one in found]
    for a, b in pairs:
        for column in ["estimate", "bias", "standard_error", "lower", "upper"]:
            if not a[column] or not b[column]:
                continue
            x, y = float(a[column]), float(b[column])
            error = math.hypot(*(float(r.get(column + "_mc") or 0) for r in (a, b)))
            compared += 1
            if abs(x - y) > most * error + 1e-9 * max(abs(x), abs(y), 1e-3):
                differing += 1
                print(f"{' '.join(key)}: {column} {x:.8g} ({a['source'].split(' ')[0]}) {y:.8g} ({b['source'].split(' ')[0]}), "
                      f"{abs(x - y) / error if error else math.inf:.1f} errors")
print(f"{compared} figures compared, {differing} differ by more than {most:g} errors")
