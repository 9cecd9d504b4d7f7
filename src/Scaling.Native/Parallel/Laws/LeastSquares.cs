namespace Scaling.Native.Parallel.Laws;

/// <summary>The parameters of a law that times fit best, within their bounds, and where the fit becomes worse by a given amount.</summary>
/// <param name="series">The times.</param>
/// <param name="law">The law.</param>
internal sealed class LeastSquares(ScalingSeries series, ScalingLaw law)
{
    private const int Places = 24;

    // What stands for the infinite coherency, as a share of the way there.
    private const double Farthest = 1 - 1e-9;

    // Sums of squares that differ by less do so by rounding.
    private const double Rounding = 1e-24;

    // The coherency at which all workers together lose as much as one does.
    private readonly double _scale = 1 / (series.MostWorkers * series.MostWorkers);

    public bool HasCoherency { get; } = law == ScalingLaw.UniversalScalability;

    /// <summary>Contention and coherency of the least sum of squares.</summary>
    public (double Contention, double Coherency) Best()
    {
        var coherency = HasCoherency ? Coherency(Least(SumAt, x => SlopeAt(x).Coherency, Farthest)) : 0;
        return (BestContention(coherency), coherency);

        double SumAt(double x) => At(Coherency(x), series.SumOfSquares);
        (double, double Coherency) SlopeAt(double x) => At(Coherency(x), series.Slope);
        T At<T>(double k, Func<ScalingLaw, double, double, T> what) => what(law, BestContention(k), k);
    }

    /// <summary>Where the sum of squares, at its least for each contention, exceeds a limit.</summary>
    /// <param name="best">The contention of the least sum.</param>
    /// <param name="limit">Not below that sum.</param>
    public (double Low, double High) ContentionWithin(double best, double limit)
    {
        return (End(0), End(1));

        double Excess(double contention) => series.SumOfSquares(law, contention, BestCoherency(contention)) - limit;
        double End(double bound) => Excess(bound) <= 0 ? bound : RootFinding.Between(Excess, best, bound);
    }

    /// <summary>Where the sum of squares, at its least for each coherency, exceeds a limit; the higher end may be infinite.</summary>
    /// <param name="best">The coherency of the least sum.</param>
    /// <param name="limit">Not below that sum.</param>
    public (double Low, double High) CoherencyWithin(double best, double limit)
    {
        var low = Excess(0) <= 0 ? 0 : RootFinding.Between(x => Excess(Coherency(x)), Share(best), 0);
        return Excess(Coherency(Farthest)) <= 0
            ? (Coherency(low), double.PositiveInfinity)
            : (Coherency(low), Coherency(RootFinding.Between(x => Excess(Coherency(x)), Share(best), Farthest)));

        double Excess(double coherency) => series.SumOfSquares(law, BestContention(coherency), coherency) - limit;
    }

    private double BestContention(double coherency) =>
        Least(s => series.SumOfSquares(law, s, coherency), s => series.Slope(law, s, coherency).Contention, 1);

    private double BestCoherency(double contention) => !HasCoherency ? 0 : Coherency(Least(
        x => series.SumOfSquares(law, contention, Coherency(x)), x => series.Slope(law, contention, Coherency(x)).Coherency, Farthest));

    private double Coherency(double share) => _scale * share / (1 - share);

    private double Share(double coherency) => coherency / (_scale + coherency);

    /// <summary>The place, from 0 to <paramref name="end"/>, of the least value. A look at some places first, nearer to each other the nearer to 0,
    /// keeps it from a minimum that is not the least.</summary>
    private static double Least(Func<double, double> value, Func<double, double> slope, double end)
    {
        var atZero = value(0);
        var (best, bestValue) = (0, atZero);
        for (var i = 1; i <= Places; i++)
        {
            var found = value(Place(i));
            if (found < bestValue) (best, bestValue) = (i, found);
        }

        var (low, high) = (Place(Math.Max(0, best - 1)), Place(Math.Min(Places, best + 1)));
        if (slope(low) >= 0) return low;
        if (slope(high) <= 0) return high;
        var root = RootFinding.Between(slope, low, high);
        return low > 0 || value(root) < atZero - Rounding ? root : 0;

        double Place(int i) => end * Math.Pow((double)i / Places, 3);
    }
}
