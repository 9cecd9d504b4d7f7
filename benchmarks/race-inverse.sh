#!/usr/bin/env bash
# Races the module's matrix inverse against numpy and scipy on OpenBLAS; see benchmarks/README.md. Options: race-inverse.sh -Help
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

# The python3 that Debian's packages go with; another one may be first on the path.
python=${PYTHON:-/usr/bin/python3}
command -v "$python" >/dev/null || python=python3
if ! command -v "$python" >/dev/null; then
    echo "The race is driven by python3, which is not installed (apt-get install python3)." >&2
    exit 64
fi

if ! [[ " $* " =~ \ -+([Hh]([Ee][Ll][Pp])?|\?)\  ]]; then
    if ! "$python" -c 'import numpy, scipy.linalg' 2>/dev/null; then
        echo "numpy and scipy are not installed for $python (apt-get install python3-numpy python3-scipy libopenblas0-pthread)." >&2
        exit 64
    fi

    dotnet build "$here/RaceInverse" --configuration Release --nologo --verbosity quiet -p:WarningLevel=0 >&2
fi

exec "$python" -B "$here/RaceInverse/race.py" "$@"
