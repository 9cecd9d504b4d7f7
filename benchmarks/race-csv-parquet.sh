#!/usr/bin/env bash
# Races Convert-CsvToParquet against DuckDB and polars; see benchmarks/README.md. Options: race-csv-parquet.sh -Help
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname -- "$here")
race="$here/RaceCsvParquet"

build() { dotnet build "$1" --configuration Release --nologo --verbosity quiet -p:WarningLevel=0 >&2; }

build "$root/src/Scaling.Host"
build "$race"

loads() { (cd "$race/peers" && node -e 'require("nodejs-polars")') >/dev/null 2>&1; }

install() { npm install --prefix "$race/peers" --no-package-lock --no-save --no-audit --no-fund --loglevel error "$@" >&2; }

if command -v npm >/dev/null && ! loads; then
    install
    if ! loads; then
        # The native part asks for a newer node than it needs, and npm then leaves it out of what is optional.
        version=$(node -p "require('$race/peers/package.json').dependencies['nodejs-polars']")
        install "nodejs-polars@$version" "nodejs-polars-linux-$(node -p process.arch)-gnu@$version"
    fi
    loads || echo "polars does not run: nodejs-polars does not load under node $(node --version)." >&2
fi

exec "$race/bin/Release/net10.0/RaceCsvParquet" "$@"
