#!/usr/bin/env bash
# Races Measure-MemoryBandwidth and Measure-CacheLatency against STREAM's loops, a pointer chase in C and lmbench; see benchmarks/README.md. Options: race-memory.sh -Help
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname -- "$here")

for tool in python3 gcc pwsh; do
    if ! command -v "$tool" >/dev/null; then
        echo "The race needs $tool, which is not installed." >&2
        exit 64
    fi
done

if command -v dotnet >/dev/null; then
    [[ " $* " =~ \ -+([Hh]([Ee][Ll][Pp])?|\?|[Nn][Oo][Bb][Uu][Ii][Ll][Dd])\  ]] || dotnet build "$root/src/Scaling.Host" --configuration Release --nologo --verbosity quiet -p:WarningLevel=0 >&2
fi

exec python3 -B "$here/RaceMemory/race.py" "$@"
