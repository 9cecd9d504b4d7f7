namespace Scaling.Native.Measuring;

/// <summary>How far two outcomes lie apart.</summary>
public static class OutcomeComparison
{
    /// <summary>The greatest |a − b| over the greatest |a| or |b| of the pair; infinite for other lengths or where one alone is not a number;
    /// null where one is missing. Relative to each pair: a small number that is wrong is not hidden by a great one.</summary>
    public static double? Difference(double[]? reference, double[]? outcome)
    {
        if (reference is null || outcome is null) return null;
        if (reference.Length != outcome.Length) return double.PositiveInfinity;
        var greatest = 0.0;
        for (var i = 0; i < reference.Length; i++)
        {
            var (a, b) = (reference[i], outcome[i]);
            if (a.Equals(b) || a == b) continue;
            var difference = Math.Abs(a - b) / Math.Max(Math.Abs(a), Math.Abs(b));
            greatest = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(greatest, difference);
        }

        return greatest;
    }
}
