#!/usr/bin/env bash
# Races Invoke-ParallelBootstrap against numpy, numba, scipy and R; see benchmarks/README.md. Options: race-bootstrap.sh -Help
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname -- "$here")

# The python3 that Debian's packages go with; another one may be first on the path.
python=${PYTHON:-/usr/bin/python3}
command -v "$python" >/dev/null || python=python3
if ! command -v "$python" >/dev/null; then
    echo "The race is driven by python3, which is not installed (apt-get install python3)." >&2
    exit 64
fi

if command -v dotnet >/dev/null; then
    [[ " $* " =~ \ -+([Hh]([Ee][Ll][Pp])?|\?)\  ]] || dotnet build "$root/src/Scaling.Host" --configuration Release --nologo --verbosity quiet -p:WarningLevel=0 >&2
fi

exec "$python" -B "$here/RaceBootstrap/race.py" "$@"
