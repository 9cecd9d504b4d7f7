#!/usr/bin/env bash
# Makes ReferenceTimes.csv and ReferenceFits.csv anew, in about a minute; see README.md.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
target="${1:-$here/../../Scaling.Native.Tests/Parallel/Laws}"
# The python3 of Debian's python3-scipy; another one first on the path need not have it.
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" "$here/datasets.py" "$work/times.csv"
"$python" "$here/reference.py" "$work/times.csv" "$work/python.csv"
Rscript "$here/reference.R" "$work/times.csv" "$work/r.csv"
{
    echo dataset,mode,law,source,level,one_worker_seconds,contention,contention_low,contention_high,coherency,coherency_low,coherency_high,sum_of_squares
    cat "$work/python.csv" "$work/r.csv"
} > "$work/fits.csv"
mv "$work/times.csv" "$target/ReferenceTimes.csv"
mv "$work/fits.csv" "$target/ReferenceFits.csv"
