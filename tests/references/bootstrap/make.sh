#!/usr/bin/env bash
# Makes ReferenceData.csv and ReferenceIntervals.csv anew, in about a quarter of an hour; see README.md.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
target="${1:-$here/../../Scaling.Native.Tests/Sampling}"
# The python3 of Debian's python3-scipy; another one first on the path need not have it.
python=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

Rscript "$here/datasets.R" "$work/data.csv"
"$python" "$here/reference.py" "$work/data.csv" "$work/python.csv"
Rscript "$here/reference.R" "$work/data.csv" "$work/r.csv"
{
    echo dataset,statistic,method,level,option,source,estimate,bias,bias_mc,standard_error,standard_error_mc,lower,lower_mc,upper,upper_mc
    cat "$work/python.csv" "$work/r.csv"
} > "$work/intervals.csv"
mv "$work/data.csv" "$target/ReferenceData.csv"
mv "$work/intervals.csv" "$target/ReferenceIntervals.csv"
