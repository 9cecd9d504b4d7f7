using System.Diagnostics;
using System.Globalization;
using System.Text;
using DuckDB.NET.Data;
using Scaling.Benchmarks.RaceCsvParquet.Data;
using Scaling.Benchmarks.RaceParquetScan;
using Scaling.Native.Csv;
using Scaling.Native.Parquet;

// Reads every column of a Parquet file and totals it, here and in DuckDB, in one process and by turns; files in the page cache.
var rows = args.Length > 0 ? long.Parse(args[0], CultureInfo.InvariantCulture) : 2_000_000;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 9;
var folder = Directory.CreateTempSubdirectory("race-parquet-scan-");
try
{
    var report = new StringBuilder();
    using var duckDb = new DuckDBConnection("DataSource=:memory:");
    duckDb.Open();
    var files = MakeFiles(folder.FullName, rows);
    report.AppendLine(CultureInfo.InvariantCulture, $"# Scan of Parquet files, {rows:N0} rows × {new MixedShape().Columns.Count} columns of the shape \"mixed\"").AppendLine();
    report.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, .NET {Environment.Version}, {Environment.ProcessorCount} processors, DuckDB {Query("SELECT version()")[0]}.");
    report.AppendLine(CultureInfo.InvariantCulture, $"Count, sum, minimum and maximum of every column; {rounds} rounds by turns after one to warm up; milliseconds, the least and (median); results equal.").AppendLine();
    report.AppendLine("| written by | MB | threads | DuckDB | Scaling | Scaling, batches only | DuckDB / Scaling |").AppendLine("| --- | --- | --- | --- | --- | --- | --- |");
    foreach (var (writer, path) in files)
    {
        foreach (var threads in (int[])[1, 2])
        {
            Query($"SET threads = {threads}");
            var (theirs, ours, batches) = (new double[rounds], new double[rounds], new double[rounds]);
            for (var i = -1; i < rounds; i++)
            {
                ColumnTotals[] totals = [];
                object?[] expected = [];
                var (a, b, c) = (Time(() => expected = Query(Sql(path))), Time(() => totals = Scan(path, threads, total: true)), Time(() => Scan(path, threads, total: false)));
                for (var k = 0; k < totals.Length; k++)
                    if (!totals[k].Equals(expected.AsSpan(k * 4, 4))) throw new InvalidOperationException($"Column {k} of {path} has other totals.");
                if (i >= 0) (theirs[i], ours[i], batches[i]) = (a, b, c);
            }

            report.AppendLine(CultureInfo.InvariantCulture,
                $"| {writer} | {new FileInfo(path).Length / 1e6:F0} | {threads} | {Spread(theirs)} | {Spread(ours)} | {Spread(batches)} | {theirs.Min() / ours.Min():F2} |");
        }
    }

    Console.Write(report);
    if (args.Length > 2) File.WriteAllText(args[2], report.ToString());

    object?[] Query(string sql)
    {
        using var command = duckDb.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var values = new object?[reader.FieldCount];
        while (reader.Read())
            for (var i = 0; i < values.Length; i++) values[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
        return values;
    }

    List<(string Writer, string Path)> MakeFiles(string target, long count)
    {
        var (csv, ours, theirs) = (Path.Combine(target, "mixed.csv"), Path.Combine(target, "scaling.parquet"), Path.Combine(target, "duckdb.parquet"));
        new MixedShape().Generate(csv, count, seed: 7, CancellationToken.None);
        using (var reader = CsvDatasetReader.Open(csv, new(), CancellationToken.None))
        using (var writer = new ParquetDatasetWriter(ours, reader.Schema))
        {
            while (reader.ReadBatch(CancellationToken.None) is { } batch) writer.Write(batch, CancellationToken.None);
            writer.Complete(CancellationToken.None);
        }

        File.Delete(csv);
        Query($"COPY (SELECT * FROM '{ours}') TO '{theirs}'");
        return [("Scaling", ours), ("DuckDB", theirs)];
    }
}
finally
{
    folder.Delete(recursive: true);
}

static string Sql(string path)
{
    using var reader = new ParquetDatasetReader(path);
    return $"SELECT {string.Join(", ", reader.Schema.Select(c => new ColumnTotals(c).Sql()))} FROM '{path}'";
}

static ColumnTotals[] Scan(string path, int threads, bool total)
{
    using var reader = new ParquetDatasetReader(path, new() { Workers = threads });
    ColumnTotals[] totals = [.. reader.Schema.Select(c => new ColumnTotals(c))];
    while (reader.ReadBatch(CancellationToken.None) is { } batch)
        for (var i = 0; total && i < totals.Length; i++) totals[i].Add(batch, i);
    return totals;
}

static double Time(Action action)
{
    var start = Stopwatch.GetTimestamp();
    action();
    return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
}

static string Spread(double[] times)
{
    Array.Sort(times);
    return string.Create(CultureInfo.InvariantCulture, $"{times[0]:F0} ({times[times.Length / 2]:F0})");
}
