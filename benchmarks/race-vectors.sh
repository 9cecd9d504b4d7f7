#!/usr/bin/env bash
# Races the module's vector kernels against STREAM's loops in C, numpy and TensorPrimitives; see benchmarks/README.md. Options: race-vectors.sh -Help
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

# The python3 that Debian's packages go with; another one may be first on the path.
python=${PYTHON:-/usr/bin/python3}
command -v "$python" >/dev/null || python=python3
for tool in "$python" gcc; do
    if ! command -v "$tool" >/dev/null; then
        echo "The race needs $tool, which is not installed (apt-get install python3 gcc)." >&2
        exit 64
    fi
done

if ! [[ " $* " =~ \ -+([Hh]([Ee][Ll][Pp])?|\?)\  ]]; then
    if ! "$python" -c 'import numpy' 2>/dev/null; then
        echo "numpy is not installed for $python (apt-get install python3-numpy)." >&2
        exit 64
    fi

    dotnet build "$here/RaceVectors" --configuration Release --nologo --verbosity quiet -p:WarningLevel=0 >&2
fi

exec "$python" -B "$here/RaceVectors/race.py" "$@"
