using System.Globalization;
using System.Numerics;
using System.Text;
using Scaling.Native.Datasets.Grouping;

namespace Scaling.Native.Tests.Datasets.Grouping;

/// <summary>Grouping as one would write it with LINQ: slow, in memory, by objects.</summary>
internal static class GroupingOracle
{
    /// <param name="rows">All rows.</param>
    /// <param name="keys">Places of the keys in a row.</param>
    /// <param name="aggregates">Function and place of its column.</param>
    internal static List<object?[]> Group(
        IEnumerable<object?[]> rows, int[] keys, IReadOnlyList<(AggregateFunction Function, int Column)> aggregates) =>
    [
        .. rows
            .GroupBy(r => GroupingData.Text(keys.Select(k => Canonical(r[k]))))
            .Select(g => (Key: keys.Select(k => Canonical(g.First()[k])).ToArray(), Rows: g.ToList()))
            .OrderBy(g => g.Key, Comparer<object?[]>.Create(Compare))
            .Select(g => (object?[])[.. g.Key, .. aggregates.Select(a => Aggregate(a.Function, [.. g.Rows.Select(r => r[a.Column])]))]),
    ];

    internal static int Compare(object? a, object? b) => (a, b) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (double x, double y) => double.IsNaN(x) || double.IsNaN(y) ? double.IsNaN(x).CompareTo(double.IsNaN(y)) : x.CompareTo(y),
        (float x, float y) => Compare((double)x, (double)y),
        (string x, string y) => Compare(Encoding.UTF8.GetBytes(x), Encoding.UTF8.GetBytes(y)),
        (byte[] x, byte[] y) => x.AsSpan().SequenceCompareTo(y),
        (Guid x, Guid y) => string.CompareOrdinal(x.ToString(), y.ToString()),
        _ => ((IComparable)a).CompareTo(b),
    };

    private static int Compare(object?[] a, object?[] b)
    {
        for (var i = 0; i < a.Length; i++)
            if (Compare(a[i], b[i]) is not 0 and var order) return order;
        return 0;
    }

    private static object? Canonical(object? value) => value switch
    {
        double.NaN => double.NaN,
        float.NaN => float.NaN,
        -0d => 0d,
        -0f => 0f,
        _ => value,
    };

    private static object? Aggregate(AggregateFunction function, List<object?> all)
    {
        var values = all.OfType<object>().Select(v => Canonical(v)!).ToList();
        if (function == AggregateFunction.Count) return (long)all.Count;
        if (function == AggregateFunction.CountDistinct) return (long)values.Select(GroupingData.Text).Distinct().Count();
        if (values.Count == 0) return null;
        if (function is AggregateFunction.Sum or AggregateFunction.Mean) return Sum(values, function == AggregateFunction.Mean);
        var numbers = values.Where(v => v is not (double.NaN or float.NaN)).DefaultIfEmpty(values[0])
            .Order(Comparer<object?>.Create(Compare));
        return function == AggregateFunction.Min ? numbers.First() : numbers.Last();
    }

    private static object Sum(List<object> values, bool isMean)
    {
        if (values[0] is double or float)
        {
            var sum = values.Sum(v => Convert.ToDouble(v, null));
            return isMean ? sum / values.Count : sum;
        }

        if (values[0] is decimal)
        {
            var sum = values.Sum(v => (decimal)v);
            return isMean ? Nearest(sum / values.Count) : sum;
        }

        var whole = values.Aggregate(BigInteger.Zero, (s, v) => s + new BigInteger(Convert.ToDecimal(v, null)));
        if (isMean) return Nearest((decimal)whole / values.Count);
        return values[0] is ulong ? (ulong)whole : (object)(long)whole;
    }

    private static double Nearest(decimal value) =>
        double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
