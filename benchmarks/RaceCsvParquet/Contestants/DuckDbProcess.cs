using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using Scaling.Benchmarks.RaceCsvParquet.Records;

namespace Scaling.Benchmarks.RaceCsvParquet.Contestants;

/// <summary>The child process that converts with DuckDB.</summary>
internal static class DuckDbProcess
{
    internal const string Verb = "duckdb";

    /// <param name="arguments">Input, output, codec, level or nothing, calls, threads, version of the format.</param>
    internal static int Run(ReadOnlySpan<string> arguments)
    {
        var (input, output, codec, level) = (arguments[0], arguments[1], arguments[2], arguments[3]);
        var calls = int.Parse(arguments[4], CultureInfo.InvariantCulture);
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        Execute(connection, $"SET threads = {arguments[5]}");
        // What its manual advises for large files; the other contestants may reorder rows too.
        Execute(connection, "SET preserve_insertion_order = false");
        Say(new Event("ready", $"DuckDB {connection.ServerVersion}, DuckDB.NET {PackageVersion}, .NET {Environment.Version}", IdleBytes: ProcessMemory.Resident));
        var copy = $"COPY (SELECT * FROM read_csv({Sql.Text(input)})) TO {Sql.Text(output)} (FORMAT parquet, PARQUET_VERSION {arguments[6]}, COMPRESSION {codec}" +
            (level.Length == 0 ? ")" : $", COMPRESSION_LEVEL {level})");
        for (var call = 0; call < calls; call++)
        {
            File.Delete(output);
            var (used, start) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            Execute(connection, copy);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Say(new Event("call", Seconds: seconds, ProcessorSeconds: (Environment.CpuUsage.TotalTime - used).TotalSeconds, PeakBytes: ProcessMemory.Peak));
        }

        return 0;
    }

    private static string PackageVersion => RunEnvironment.InformationalVersion(typeof(DuckDBConnection).Assembly);

    private static void Execute(DuckDBConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private static void Say(Event e)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(e, Json.Line));
        Console.Out.Flush();
    }
}
