namespace Scaling.Native.Sampling;

/// <summary>
/// Values as deviations from one of them, scaled by a power of two into −1 … 1. Sums of them neither overflow nor lose the spread of
/// values far from zero, equal values give exactly equal means, and integers stay exact.
/// </summary>
internal sealed class CenteredSample
{
    // Values from here on are halved first: the difference of two of them may pass the largest double.
    private const int HalvingExponent = 1022;

    // A mean of rounded terms may pass the largest of them by this much at most; what is further out is meant to be.
    private const double RoundingMargin = 1.0 / (1L << 40);

    private const int MostLookedAt = 1000;

    private readonly double _pivot;
    private readonly double _lowest;
    private readonly double _highest;
    private readonly double _lowestDeviation;
    private readonly double _highestDeviation;
    private readonly int _halvings;
    private readonly int _exponent;

    /// <param name="values">At least one finite value.</param>
    /// <param name="weights">Finite, non-negative, one a value, not all zero; empty for equal weights.</param>
    public CenteredSample(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        _lowest = double.PositiveInfinity;
        _highest = double.NegativeInfinity;
        var largestWeight = 0.0;
        for (var row = 0; row < values.Length; row++)
        {
            var weight = weights.IsEmpty ? 1 : weights[row];
            largestWeight = Math.Max(largestWeight, weight);
            if (weight > 0)
            {
                _lowest = Math.Min(_lowest, values[row]);
                _highest = Math.Max(_highest, values[row]);
            }
        }

        var largest = Math.Max(Math.Abs(_lowest), Math.Abs(_highest));
        _halvings = largest > 0 && Math.ILogB(largest) >= HalvingExponent ? 1 : 0;
        var weightExponent = Math.ILogB(largestWeight);
        _pivot = Typical(values, weights);
        var spread = Math.Max(Halved(_highest) - Halved(_pivot), Halved(_pivot) - Halved(_lowest));
        _exponent = spread > 0 ? Math.ILogB(spread) + 1 : 0;

        Deviations = new double[values.Length];
        CompensatedSum weightedSum = default;
        CompensatedSum weightSum = default;
        for (var row = 0; row < values.Length; row++)
        {
            var weight = weights.IsEmpty ? 1 : Math.ScaleB(weights[row], -weightExponent);
            // What is never drawn may lie beyond the scale.
            if (weight > 0)
            {
                Deviations[row] = Math.ScaleB(Halved(values[row]) - Halved(_pivot), -_exponent);
                weightedSum.AddProduct(weight, Deviations[row]);
                weightSum.Add(weight);
            }
        }

        _lowestDeviation = Math.ScaleB(Halved(_lowest) - Halved(_pivot), -_exponent);
        _highestDeviation = Math.ScaleB(Halved(_highest) - Halved(_pivot), -_exponent);
        MeanDeviation = weightedSum.DividedBy(weightSum);
        TotalWeight = weights.IsEmpty ? values.Length : Math.ScaleB(weightSum.Value, weightExponent);
    }

    /// <summary>One a value, in scaled units; zero where the weight is zero.</summary>
    public double[] Deviations { get; }

    /// <summary>The weighted mean, in scaled units.</summary>
    public double MeanDeviation { get; }

    public double TotalWeight { get; }

    /// <summary>Differences of values are 2^this times those of deviations.</summary>
    public int Exponent => _exponent + _halvings;

    /// <summary>
    /// From a location in scaled units to one in the units of the values: within their range if the deviation is within that of the
    /// deviations or out of it by rounding only.
    /// </summary>
    public double ToLocation(double deviation)
    {
        var location = Math.ScaleB(Halved(_pivot) + Math.ScaleB(deviation, _exponent), _halvings);
        return deviation < _lowestDeviation - RoundingMargin || deviation > _highestDeviation + RoundingMargin
            ? location
            : Math.Clamp(location, _lowest, _highest);
    }

    /// <summary>From a difference in scaled units to one in the units of the values.</summary>
    public double ToDifference(double deviation) => Math.ScaleB(deviation, _exponent + _halvings);

    /// <summary>Values as 2^Exponent (Pivot + Unit × deviation), with Pivot and Unit within −1 … 1 however far from zero they lie.</summary>
    public (double Pivot, double Unit, int Exponent) FromZero()
    {
        var pivot = Halved(_pivot);
        var hasSpread = _lowest < _highest;
        var exponent = hasSpread ? _exponent : int.MinValue;
        if (pivot != 0)
        {
            exponent = Math.Max(exponent, Math.ILogB(pivot) + 1);
        }

        return exponent == int.MinValue
            ? (0, 0, 0)
            : (Math.ScaleB(pivot, -exponent), hasSpread ? Math.ScaleB(1, _exponent - exponent) : 0, exponent + _halvings);
    }

    private double Halved(double value) => _halvings == 0 ? value : value * 0.5;

    // The weighted median of some values: with most of them near, differences from it keep their digits though a few values lie far out.
    private static double Typical(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        var step = Math.Max(1, values.Length / MostLookedAt);
        var (some, theirs) = (new List<double>(), new List<double>());
        for (var row = 0; row < values.Length; row += step)
        {
            if (weights.IsEmpty || weights[row] > 0)
            {
                some.Add(values[row]);
                theirs.Add(weights.IsEmpty ? 1 : weights[row]);
            }
        }

        if (some.Count == 0)
        {
            return FirstDrawn(values, weights);
        }

        var (sorted, sortedWeights) = (some.ToArray(), theirs.ToArray());
        Array.Sort(sorted, sortedWeights);
        var largest = sortedWeights.Max();
        var (half, sum, index) = (sortedWeights.Sum(weight => weight / largest) / 2, 0.0, 0);
        for (; index < sorted.Length - 1 && (sum += sortedWeights[index] / largest) < half; index++)
        {
        }

        return sorted[index];
    }

    private static double FirstDrawn(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        var row = 0;
        while (weights[row] <= 0)
        {
            row++;
        }

        return values[row];
    }
}
