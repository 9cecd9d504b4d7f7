using System.Globalization;

namespace Scaling.Benchmarks.RaceCsvParquet.Contestants;

/// <summary>One conversion to make: the file, the codec, and how often in one process.</summary>
internal sealed record Conversion(string Input, string Output, string Codec, int? Level, int Calls, int Threads, long? MemoryLimit)
{
    internal string LevelText => Level?.ToString(CultureInfo.InvariantCulture) ?? "";

    internal string CallsText => Calls.ToString(CultureInfo.InvariantCulture);

    internal string ThreadsText => Threads.ToString(CultureInfo.InvariantCulture);

    internal string MemoryLimitText => (MemoryLimit ?? 0).ToString(CultureInfo.InvariantCulture);
}

/// <summary>A way to convert, run as a process of its own.</summary>
/// <param name="Name">Short name, in tables.</param>
/// <param name="Settings">What it was told, for the record.</param>
/// <param name="Command">Program and arguments for a conversion.</param>
/// <param name="Environment">Variables of the process for a number of threads.</param>
internal sealed record Contestant(
    string Name,
    string Settings,
    Func<Conversion, IReadOnlyList<string>> Command,
    Func<int, IReadOnlyDictionary<string, string>> Environment)
{
    internal const string Ours = "scaling";

    private static readonly IReadOnlyDictionary<string, string> NoVariables = new Dictionary<string, string>();

    /// <param name="version">1 is its default; 2 has the newer encodings.</param>
    internal static Contestant DuckDb(int version) => new(
        version == 1 ? "duckdb" : "duckdb-v2",
        $"read_csv with its defaults, COPY TO parquet (PARQUET_VERSION V{version}), threads, preserve_insertion_order = false",
        c => [System.Environment.ProcessPath!, DuckDbProcess.Verb, c.Input, c.Output, c.Codec, c.LevelText, c.CallsText, c.ThreadsText, $"V{version}"],
        _ => NoVariables);

    internal static Contestant Polars(string modules, bool dates) => new(
        dates ? "polars-dates" : "polars",
        $"scanCSV(){(dates ? ".withColumns(strptime with the columns' formats)" : ", so times stay text,")} sinkParquet(maintainOrder: false), POLARS_MAX_THREADS",
        c => ["node", Beside("polars.js"), modules, c.Input, c.Output, c.Codec, c.LevelText, c.CallsText, dates ? "dates" : "text"],
        threads => new Dictionary<string, string> { ["POLARS_MAX_THREADS"] = threads.ToString(CultureInfo.InvariantCulture) });

    /// <param name="engine">pwsh or Scaling.Host.</param>
    /// <param name="module">Folder of the built module.</param>
    internal static Contestant Scaling(string engine, string module) => new(
        Ours,
        "Convert-CsvToParquet with its defaults, -Workers where it has it; rows stay in order, the file is flushed to the device",
        c => [engine, "-NoProfile", "-NonInteractive", "-File", Beside("scaling.ps1"), module, c.Input, c.Output, c.Codec, c.LevelText, c.CallsText, c.ThreadsText, c.MemoryLimitText],
        _ => NoVariables);

    private static string Beside(string file) => Path.Combine(AppContext.BaseDirectory, "Contestants", file);
}
