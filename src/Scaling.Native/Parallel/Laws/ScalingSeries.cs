namespace Scaling.Native.Parallel.Laws;

/// <summary>The logarithms of times by worker count: all that least squares of them needs.</summary>
internal sealed class ScalingSeries
{
    private readonly double[] _workers;
    private readonly double[] _weights;
    private readonly double[] _logs;
    private readonly double _within;

    /// <param name="observations">Of times above 0.</param>
    /// <param name="mode">Whether each worker has the same work, or all have.</param>
    public ScalingSeries(IReadOnlyList<ScalingObservation> observations, ScalingMode mode)
    {
        var groups = observations.GroupBy(o => o.Workers).OrderBy(g => g.Key).ToList();
        _workers = [.. groups.Select(g => (double)g.Key)];
        _weights = [.. groups.Select(g => (double)g.Count())];
        // Of fixed work, p workers that lose nothing take 1 / p of the time, and p times that time is the same for all of them.
        _logs = [.. groups.Select(g => g.Average(o => Math.Log(o.Seconds)) + (mode == ScalingMode.Strong ? Math.Log(g.Key) : 0))];
        _within = groups.Sum(Within);
        Count = observations.Count;
    }

    public int Count { get; }

    public double MostWorkers => _workers[^1];

    /// <summary>Sum of squared differences between the logarithms of times and of a law, with the best time of one worker.</summary>
    public double SumOfSquares(ScalingLaw law, double contention, double coherency)
    {
        var base1 = LogOneWorkerSeconds(law, contention, coherency);
        var sum = _within;
        for (var i = 0; i < _workers.Length; i++)
            sum += _weights[i] * Square(_logs[i] - base1 - LawCurve.Loss(law, contention, coherency, _workers[i]));
        return sum;
    }

    /// <summary>Half the derivatives of <see cref="SumOfSquares"/> by contention and coherency.</summary>
    public (double Contention, double Coherency) Slope(ScalingLaw law, double contention, double coherency)
    {
        var base1 = LogOneWorkerSeconds(law, contention, coherency);
        var (byContention, byCoherency) = (0.0, 0.0);
        for (var i = 0; i < _workers.Length; i++)
        {
            var p = _workers[i];
            var residual = _weights[i] * (_logs[i] - base1 - LawCurve.Loss(law, contention, coherency, p));
            byContention -= residual * LawCurve.ByContention(law, contention, coherency, p);
            if (law == ScalingLaw.UniversalScalability) byCoherency -= residual * LawCurve.ByCoherency(contention, coherency, p);
        }

        return (byContention, byCoherency);
    }

    /// <summary>The logarithm of the time of one worker that fits a law best.</summary>
    public double LogOneWorkerSeconds(ScalingLaw law, double contention, double coherency)
    {
        var sum = 0.0;
        for (var i = 0; i < _workers.Length; i++)
            sum += _weights[i] * (_logs[i] - LawCurve.Loss(law, contention, coherency, _workers[i]));
        return sum / Count;
    }

    private static double Within(IEnumerable<ScalingObservation> repeats)
    {
        var mean = repeats.Average(o => Math.Log(o.Seconds));
        return repeats.Sum(o => Square(Math.Log(o.Seconds) - mean));
    }

    private static double Square(double x) => x * x;
}
