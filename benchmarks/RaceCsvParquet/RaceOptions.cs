using System.Globalization;
using Scaling.Benchmarks.RaceCsvParquet.Data;

namespace Scaling.Benchmarks.RaceCsvParquet;

/// <summary>What the command line asks for.</summary>
internal sealed record RaceOptions
{
    internal const string Usage = """
        Usage: race-csv-parquet.sh [options]

          -Rows <n>             rows of each file; by default about half a gigabyte (5000000 mixed, 300000 wide, 900000 text)
          -Quick                a tenth of the default rows
          -Shape <list>         mixed, wide, text; default mixed
          -Codec <list>         snappy, zstd; default both
          -Level <n>            zstd level of all; by default each contestant's own
          -Contestant <list>    duckdb, duckdb-v2, polars, polars-dates, scaling; default all that can run
          -Repeat <n>           processes of each contestant, in turn; default 3
          -Calls <n>            conversions in a process, the first of them cold; default 3
          -Threads <n>          threads of each contestant; default 2
          -MemoryLimit <MB>     of ours (Convert-CsvToParquet -MemoryLimit); default the cmdlet's own
          -Engine <path>        pwsh or Scaling.Host; default pwsh where it is on the path, else Scaling.Host
          -Breakdown            our reader and writer alone, column by column
          -Seed <n>             of the data; default 1
          -Folder <path>        for data and outputs; default a new temporary folder
          -Keep                 leaves data and outputs there
          -Record <folder>      where the record goes; default benchmarks/records
          -NoRecord             prints only
        """;

    internal long? Rows { get; private set; }

    internal bool Quick { get; private set; }

    internal IReadOnlyList<CsvShape> Shapes { get; private set; } = [CsvShape.All[0]];

    internal IReadOnlyList<string> Codecs { get; private set; } = ["snappy", "zstd"];

    internal int? Level { get; private set; }

    internal IReadOnlyList<string> Contestants { get; private set; } = [];

    internal int Repeat { get; private set; } = 3;

    internal int Calls { get; private set; } = 3;

    internal int Threads { get; private set; } = 2;

    /// <summary>In bytes.</summary>
    internal long? MemoryLimit { get; private set; }

    internal string? Engine { get; private set; }

    internal bool Breakdown { get; private set; }

    internal ulong Seed { get; private set; } = 1;

    internal string? Folder { get; private set; }

    internal bool Keep { get; private set; }

    internal string? Record { get; private set; }

    internal bool NoRecord { get; private set; }

    internal long RowsOf(CsvShape shape) => Rows ?? (Quick ? shape.DefaultRows / 10 : shape.DefaultRows);

    /// <exception cref="RaceException">An option is unknown, or its value is not what it must be.</exception>
    internal static RaceOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new RaceOptions();
        var i = 0;
        while (i < arguments.Count)
        {
            var name = arguments[i++].TrimStart('-').ToUpperInvariant();
            switch (name)
            {
                case "QUICK": options.Quick = true; break;
                case "BREAKDOWN": options.Breakdown = true; break;
                case "KEEP": options.Keep = true; break;
                case "NORECORD": options.NoRecord = true; break;
                case "ROWS": options.Rows = Number(Value(), 1, long.MaxValue); break;
                case "SHAPE": options.Shapes = [.. Names(Value(), CsvShape.All.Select(s => s.Name)).Select(n => CsvShape.All.First(s => s.Name == n))]; break;
                case "CODEC": options.Codecs = Names(Value(), ["snappy", "zstd"]); break;
                case "MEMORYLIMIT": options.MemoryLimit = Number(Value(), 32, 1 << 20) << 20; break;
                case "LEVEL": options.Level = (int)Number(Value(), 1, 22); break;
                case "CONTESTANT": options.Contestants = Names(Value(), ["duckdb", "duckdb-v2", "polars", "polars-dates", "scaling"]); break;
                case "REPEAT": options.Repeat = (int)Number(Value(), 1, 1_000); break;
                case "CALLS": options.Calls = (int)Number(Value(), 1, 1_000); break;
                case "THREADS": options.Threads = (int)Number(Value(), 1, 1_024); break;
                case "ENGINE": options.Engine = Value(); break;
                case "SEED": options.Seed = (ulong)Number(Value(), 0, long.MaxValue); break;
                case "FOLDER": options.Folder = Path.GetFullPath(Value()); break;
                case "RECORD": options.Record = Path.GetFullPath(Value()); break;
                default: throw new RaceException($"There is no option '{arguments[i - 1]}'.\n\n{Usage}");
            }
        }

        return options;

        string Value() => i < arguments.Count ? arguments[i++] : throw new RaceException($"{arguments[i - 1]} needs a value.");
    }

    private static long Number(string text, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new RaceException($"'{text}' is not a whole number from {least} to {most}.");

    private static string[] Names(string text, IEnumerable<string> known)
    {
        var names = text.ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Except(known).FirstOrDefault() is { } unknown
            ? throw new RaceException($"There is no '{unknown}'; there are {string.Join(", ", known)}.")
            : names;
    }
}
