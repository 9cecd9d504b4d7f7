using System.Globalization;
using System.Text;

namespace Scaling.Benchmarks.RaceCsvParquet.Records;

/// <summary>A race as a page of tables.</summary>
internal static class MarkdownReport
{
    internal static string Of(RaceRecord record)
    {
        var page = new StringBuilder();
        var e = record.Environment;
        Line(page, $"# CSV to Parquet, {e.Date:yyyy-MM-dd HH:mm} UTC");
        Line(page);
        Line(page, $"`{record.Command}`");
        Line(page);
        Line(page, $"* {e.Processor}, {e.UsableProcessors} usable processors, {e.VectorBits}-bit vectors, {e.MemoryBytes / 1e9:F0} GB; {record.Threads} threads each");
        Line(page, $"* {e.OperatingSystem}, kernel {e.Kernel}; data on {e.DataFileSystem}, in the page cache");
        Line(page, $"* {e.Dotnet}; commit {e.Commit}; load average {e.LoadBefore:F2} before, {record.LoadAfter:F2} after");
        foreach (var contestant in record.Contestants) Line(page, $"* **{contestant.Name}**: {contestant.Version}; {contestant.Settings}");
        foreach (var heat in record.Heats) Append(page, heat);
        foreach (var breakdown in record.Breakdowns) Append(page, breakdown);
        return page.ToString();
    }

    private static void Append(StringBuilder page, Heat heat)
    {
        Line(page);
        Line(page, $"## {heat.Shape}, {heat.Codec}{(heat.Level is { } level ? $" level {level}" : "")}{(heat.MemoryLimit is { } limit ? $", ours under {limit >> 20} MB" : "")}");
        Line(page);
        Line(page, $"{heat.Rows:N0} rows × {heat.Columns} columns, {heat.SourceBytes / 1e6:N1} MB, seed {heat.Seed}, SHA-256 {heat.SourceSha256[..16]}…: {heat.Description}.");
        Line(page);
        Line(page, $"| | first call s | later calls s | MB/s | processor s | start to first file s | peak MB | above idle MB | output MB |");
        Line(page, $"| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var r in heat.Results)
        {
            var steady = r.LaterCallSeconds ?? r.FirstCallSeconds;
            Line(page, $"| {r.Contestant} | {r.FirstCallSeconds} | {r.LaterCallSeconds?.ToString() ?? "–"} | {heat.SourceBytes / steady.Median / 1e6:F0} " +
                $"| {r.LaterCallProcessorSeconds?.Median.ToString("F2", CultureInfo.InvariantCulture) ?? "–"} | {r.FirstFileSeconds.Median:F2} " +
                $"| {r.PeakBytes / 1e6:F0} | {r.PeakAboveIdleBytes / 1e6:F0} | {r.OutputBytes / 1e6:F1} |");
        }

        AppendRatios(page, heat);
        Line(page);
        if (heat.Check.Differences.Count == 0)
            Line(page, $"All outputs hold the same rows (counts, nulls, extremes, exact sums, hashes of columns and of rows).");
        else
            Line(page, $"**The outputs differ.**");
        Line(page);
        foreach (var difference in heat.Check.Differences.Take(20)) Line(page, $"* {difference}");
        foreach (var types in heat.Check.Types) Line(page, $"* {types.Contestant}: {types.Types}");
    }

    private static void AppendRatios(StringBuilder page, Heat heat)
    {
        if (heat.Ours is not { } ours || heat.Results.Count < 2) return;
        Line(page);
        Line(page, $"| {ours.Contestant} against | times as fast, first call | later calls | peak above idle | output size |");
        Line(page, $"| --- | ---: | ---: | ---: | ---: |");
        foreach (var peer in heat.Results.Where(r => r != ours))
        {
            var later = peer.LaterCallSeconds is { } theirs && ours.LaterCallSeconds is { } own
                ? (theirs.Median / own.Median).ToString("F2", CultureInfo.InvariantCulture) + " ×" : "–";
            Line(page, $"| {peer.Contestant} | {peer.FirstCallSeconds.Median / ours.FirstCallSeconds.Median:F2} × | {later} " +
                $"| {(double)ours.PeakAboveIdleBytes / peer.PeakAboveIdleBytes:F2} × | {(double)ours.OutputBytes / peer.OutputBytes:F2} × |");
        }
    }

    private static void Append(StringBuilder page, Breakdown b)
    {
        Line(page);
        Line(page, $"## What holds {b.Shape} back: our reader and writer alone, one thread");
        Line(page);
        Line(page, $"The first {b.Rows:N0} rows, {b.SourceBytes / 1e6:N1} MB; medians of {b.Repeat}; columns by processor time.");
        Line(page);
        Line(page, $"| | s | processor s | MB/s of source and processor | ns a field |");
        Line(page, $"| --- | ---: | ---: | ---: | ---: |");
        foreach (var step in b.Steps)
            Line(page, $"| {step.Name} | {step.Cost.WallSeconds:F3} | {step.Cost.ProcessorSeconds:F3} | {b.SourceBytes / step.Cost.ProcessorSeconds / 1e6:F0} " +
                $"| {step.Cost.ProcessorSeconds * 1e9 / b.Rows / b.ColumnCount:F1} |");
        Line(page);
        Line(page, $"| column | type | read ns a row | write ns a row, snappy | write ns a row, zstd | snappy bytes a row | zstd bytes a row |");
        Line(page, $"| --- | --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var c in b.Columns)
        {
            Line(page, $"| {c.Name} | {c.Type} | {c.Read.ProcessorSeconds * 1e9 / b.Rows:F0} | {c.Snappy.ProcessorSeconds * 1e9 / b.Rows:F0} | {c.Zstd.ProcessorSeconds * 1e9 / b.Rows:F0} " +
                $"| {(double)c.SnappyBytes / b.Rows:F2} | {(double)c.ZstdBytes / b.Rows:F2} |");
        }
    }

    private static void Line(StringBuilder page, string text = "") => page.Append(text).Append('\n');
}
