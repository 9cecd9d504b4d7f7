namespace Scaling.Native.Memory.Sizes;

/// <summary>How many different values a column has.</summary>
/// <param name="Count">The number, or its estimate.</param>
/// <param name="Low">Not fewer.</param>
/// <param name="High">Not more.</param>
public readonly record struct DistinctEstimate(long Count, long Low, long High)
{
    /// <summary>
    /// From values of a sample of parts. M. Charikar, S. Chaudhuri, R. Motwani and V. Narasayya, "Towards estimation error guarantees for distinct
    /// values", PODS 2000: values found in one part only may stand for as many others as there are parts for one that was looked at; the geometric mean
    /// of none and all of them has the least ratio error that can be guaranteed.
    /// </summary>
    /// <param name="found">Different values in the sample.</param>
    /// <param name="least">No fewer than these are.</param>
    /// <param name="inOnePart">Those of them that one part has only.</param>
    /// <param name="scale">Parts for each that was looked at, at least 1.</param>
    /// <param name="mostValues">Rows with a value, of the whole data.</param>
    /// <param name="areAllDifferent">No value of the sample occurs twice: then all may well be different.</param>
    internal static DistinctEstimate FromSample(double found, double least, double inOnePart, double scale, double mostValues, bool areAllDifferent)
    {
        var several = found - inOnePart;
        var high = Math.Max(found, Math.Min(mostValues, several + scale * inOnePart));
        var guess = areAllDifferent ? high : Math.Min(high, several + Math.Sqrt(scale) * inOnePart);
        return new((long)Math.Round(guess), (long)least, (long)Math.Round(high));
    }
}
