using System.Globalization;

namespace Scaling.Native.Tests.Sampling;

/// <summary>A figure and its Monte-Carlo error.</summary>
internal readonly record struct ReferenceFigure(double Value, double Error);

/// <summary>A line of ReferenceIntervals.csv; tests/references/bootstrap/README.md says how it came about.</summary>
internal sealed record ReferenceRow(string Dataset, string Statistic, string Method, double Level, string Option, string Source, double Estimate)
{
    public required ReferenceFigure Bias { get; init; }

    public required ReferenceFigure StandardError { get; init; }

    /// <summary>Null in the exact rows.</summary>
    public ReferenceFigure? Lower { get; init; }

    public ReferenceFigure? Upper { get; init; }

    /// <summary>In all repeats together; infinitely many in the exact rows.</summary>
    public double Resamples { get; init; } = double.PositiveInfinity;

    public bool IsOfR => Source.StartsWith("R ", StringComparison.Ordinal);

    public int? Draws => Setting("m=") is { } draws ? int.Parse(draws, CultureInfo.InvariantCulture) : null;

    public string? Setting(string name) =>
        Array.Find(Option.Split(';'), part => part.StartsWith(name, StringComparison.Ordinal))?[name.Length..];
}

/// <summary>The columns of one dataset of ReferenceData.csv; empty where it has none.</summary>
internal sealed record ReferenceData(double[] X, double[] Y, int[] Strata, double[] Weights);

internal static class ReferenceFigures
{
    public static IReadOnlyList<ReferenceRow> Rows { get; } = [.. Cells("ReferenceIntervals.csv").Select(Row)];

    public static IReadOnlyDictionary<string, ReferenceData> Datasets { get; } =
        Cells("ReferenceData.csv").GroupBy(cells => cells[0]).ToDictionary(rows => rows.Key, rows => new ReferenceData(
            Column(rows, 1), Column(rows, 2), [.. Column(rows, 3).Select(stratum => (int)stratum)], Column(rows, 4)));

    private static double[] Column(IEnumerable<string[]> rows, int column) =>
        [.. rows.Where(cells => cells[column].Length > 0).Select(cells => Number(cells[column]))];

    private static ReferenceRow Row(string[] cells)
    {
        var isExact = cells[5] == "exact";
        var repeats = isExact ? [] : cells[5][(cells[5].IndexOf(" B ", StringComparison.Ordinal) + 3)..].Split(' ')[0].Split('x');
        return new(cells[0], cells[1], cells[2], isExact ? 0.95 : Number(cells[3]), cells[4], cells[5], Number(cells[6]))
        {
            Bias = Figure(cells, 7),
            StandardError = Figure(cells, 9),
            Lower = isExact ? null : Figure(cells, 11),
            Upper = isExact ? null : Figure(cells, 13),
            Resamples = isExact ? double.PositiveInfinity : Number(repeats[0]) * Number(repeats[1]),
        };
    }

    private static ReferenceFigure Figure(string[] cells, int column) => new(Number(cells[column]), Number(cells[column + 1]));

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private static IEnumerable<string[]> Cells(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Sampling", file)).Skip(1).Select(line => line.Split(','));
}
