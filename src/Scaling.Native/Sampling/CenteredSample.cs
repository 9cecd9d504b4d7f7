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
        _pivot = NearestToMean(values, weights, weightExponent);
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

    private double NearestToMean(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, int weightExponent)
    {
        // Relative to the range, so that no term and no sum is out of scale.
        var origin = Halved(_lowest);
        var width = Halved(_highest) - origin;
        if (width == 0)
        {
            return _lowest;
        }

        var sum = 0.0;
        var weightSum = 0.0;
        for (var row = 0; row < values.Length; row++)
        {
            var weight = weights.IsEmpty ? 1 : Math.ScaleB(weights[row], -weightExponent);
            if (weight > 0)
            {
                sum += weight * ((Halved(values[row]) - origin) / width);
                weightSum += weight;
            }
        }

        var mean = origin + sum / weightSum * width;
        var nearest = _lowest;
        for (var row = 0; row < values.Length; row++)
        {
            if ((weights.IsEmpty || weights[row] > 0) && Math.Abs(Halved(values[row]) - mean) < Math.Abs(Halved(nearest) - mean))
            {
                nearest = values[row];
            }
        }

        return nearest;
    }
}
