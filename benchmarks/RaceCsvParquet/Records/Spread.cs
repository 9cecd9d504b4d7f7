using System.Globalization;

namespace Scaling.Benchmarks.RaceCsvParquet.Records;

/// <summary>Median and extremes of repeated measurements.</summary>
internal sealed record Spread(double Median, double Minimum, double Maximum, int Count)
{
    internal static Spread? Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) return null;
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new(median, sorted[0], sorted[^1], sorted.Length);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:F2} ({Minimum:F2}–{Maximum:F2})");
}
