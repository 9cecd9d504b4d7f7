namespace Scaling.Native.Sampling.Statistics;

/// <summary>
/// The acceleration of BCa intervals by the jackknife. In stratum h with n draws, of which row i has probability p, θ(−i) is the statistic
/// when one draw of that row is missing and L(i) = (n − 1) (mean θ(−·) − θ(−i)) its influence; then
/// a = Σh n⁻² Σi p L³ / (6 (Σh n⁻¹ Σi p L²)^1.5) (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, equation 14.15;
/// Davison and Hinkley, "Bootstrap Methods and their Application", 1997, sections 3.2 and 5.3.2).
/// </summary>
internal static class JackknifeAcceleration
{
    private const int BlockRows = 256;

    /// <param name="statistic">Its terms are read, one number a row.</param>
    /// <param name="probabilities">Of each row within its stratum: they sum to 1 in each.</param>
    /// <param name="strata">Of each row, from 0 on; empty where there is one only.</param>
    /// <param name="draws">Of each stratum.</param>
    /// <returns>0 if no draw matters, NaN if the statistic has no value without some draw.</returns>
    public static double OfMoments(
        MomentStatistic statistic, ReadOnlySpan<double> probabilities, ReadOnlySpan<int> strata, ReadOnlySpan<long> draws)
    {
        var terms = statistic.Terms.Count;
        long allDraws = 0;
        foreach (var stratumDraws in draws)
        {
            allDraws += stratumDraws;
        }

        var sums = new CompensatedSum[draws.Length * terms];
        for (var row = 0; row < probabilities.Length; row++)
        {
            var stratum = strata.IsEmpty ? 0 : strata[row];
            for (var term = 0; term < terms; term++)
            {
                sums[stratum * terms + term].AddProduct(probabilities[row], statistic.Terms[term][row]);
            }
        }

        var means = new double[terms];
        for (var term = 0; term < terms; term++)
        {
            CompensatedSum mean = default;
            for (var stratum = 0; stratum < draws.Length; stratum++)
            {
                mean.AddProduct((double)draws[stratum] / allDraws, sums[stratum * terms + term].Value);
            }

            means[term] = mean.Value;
        }

        var leftOut = new double[probabilities.Length];
        var planes = new double[terms * BlockRows];
        for (var first = 0; first < leftOut.Length; first += BlockRows)
        {
            var block = leftOut.AsSpan(first, Math.Min(BlockRows, leftOut.Length - first));
            for (var i = 0; i < block.Length; i++)
            {
                var stratum = strata.IsEmpty ? 0 : strata[first + i];
                var share = (double)draws[stratum] / allDraws;
                for (var term = 0; term < terms; term++)
                {
                    // The stratum keeps its share: (n μ − v) / (n − 1) is μ + (μ − v) / (n − 1).
                    var mean = sums[stratum * terms + term].Value;
                    var shift = probabilities[first + i] > 0 && draws[stratum] > 1
                        ? (mean - statistic.Terms[term][first + i]) / (draws[stratum] - 1)
                        : 0;
                    planes[term * BlockRows + i] = means[term] + share * shift;
                }
            }

            statistic.Values(planes, BlockRows, allDraws - 1, block);
        }

        return OfLeftOut(leftOut, probabilities, strata, draws);
    }

    /// <param name="values">The statistic without one draw of each row.</param>
    /// <param name="probabilities">Of each row within its stratum: they sum to 1 in each.</param>
    /// <param name="strata">Of each row, from 0 on; empty where there is one only.</param>
    /// <param name="draws">Of each stratum.</param>
    /// <returns>0 if no draw matters, NaN if a value is NaN or a stratum of several rows has one draw only.</returns>
    public static double OfLeftOut(
        ReadOnlySpan<double> values, ReadOnlySpan<double> probabilities, ReadOnlySpan<int> strata, ReadOnlySpan<long> draws)
    {
        // Differences from one value of the stratum: so equal values have influences of exactly zero.
        var origins = new double[draws.Length];
        Array.Fill(origins, double.NaN);
        var largest = 0.0;
        for (var row = 0; row < values.Length; row++)
        {
            ref var origin = ref origins[strata.IsEmpty ? 0 : strata[row]];
            if (probabilities[row] > 0)
            {
                if (!double.IsFinite(values[row]))
                {
                    return double.NaN;
                }

                origin = double.IsNaN(origin) ? values[row] : origin;
                largest = Math.Max(largest, Math.Abs(values[row] - origin));
            }
        }

        if (largest == 0)
        {
            return HasSingleDraw(probabilities, strata, draws) ? double.NaN : 0;
        }

        var sums = new CompensatedSum[draws.Length];
        for (var row = 0; row < values.Length; row++)
        {
            var stratum = strata.IsEmpty ? 0 : strata[row];
            if (probabilities[row] > 0)
            {
                sums[stratum].AddProduct(probabilities[row], (values[row] - origins[stratum]) / largest);
            }
        }

        CompensatedSum squares = default;
        CompensatedSum cubes = default;
        for (var row = 0; row < values.Length; row++)
        {
            var stratum = strata.IsEmpty ? 0 : strata[row];
            if (probabilities[row] > 0)
            {
                var count = (double)draws[stratum];
                // In units of the number of draws, so that neither powers nor sums get out of scale.
                var influence = (count - 1) / count * (sums[stratum].Value - (values[row] - origins[stratum]) / largest);
                squares.Add(probabilities[row] * count * influence * influence);
                cubes.Add(probabilities[row] * count * influence * influence * influence);
            }
        }

        return HasSingleDraw(probabilities, strata, draws) ? double.NaN
            : squares.Value > 0 ? cubes.Value / (6 * Math.Pow(squares.Value, 1.5))
            : 0;
    }

    /// <summary>Of rows that are drawn alike, all of one stratum and as many as there are draws.</summary>
    public static double OfLeftOut(ReadOnlySpan<double> values)
    {
        var probabilities = new double[values.Length];
        Array.Fill(probabilities, 1.0 / values.Length);
        return OfLeftOut(values, probabilities, [], [values.Length]);
    }

    /// <summary>Whether one draw is all there is of a stratum in which rows differ: without it there is no statistic.</summary>
    private static bool HasSingleDraw(ReadOnlySpan<double> probabilities, ReadOnlySpan<int> strata, ReadOnlySpan<long> draws)
    {
        for (var row = 0; row < probabilities.Length; row++)
        {
            if (probabilities[row] is > 0 and < 1 && draws[strata.IsEmpty ? 0 : strata[row]] == 1)
            {
                return true;
            }
        }

        return false;
    }
}
