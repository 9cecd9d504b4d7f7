namespace Scaling.Native.Measuring;

/// <summary>One variant on its way to a measurement.</summary>
internal sealed class VariantRun(Variant variant, MeasuringOptions options, TimeProvider clock)
{
    private readonly List<double> _samples = [];
    private OutcomeJudgement? _judgement;
    private double _first;
    private double _best = double.PositiveInfinity;
    private double _warmUp;
    private long _iterations = 1;
    private int _nextCheck;
    private bool _isConverged;

    internal string Name => variant.Name;

    internal double[]? Outcome { get; private set; }

    /// <summary>Whether a sample may be of several runs.</summary>
    internal bool IsRepeatable => variant.Prepare is null;

    internal bool IsUnsampled => _samples.Count == 0;

    internal bool IsEnough => _samples.Count > 0 && (_isConverged || _samples.Count >= options.MaximumSamples);

    internal void Begin() => variant.Begin?.Invoke();

    /// <summary>Runs once, and reads or judges the outcome.</summary>
    /// <returns>The time of the run alone.</returns>
    internal TimeSpan First()
    {
        _first = Time();
        Outcome = variant.Outcome?.Invoke();
        _judgement = variant.Judge?.Invoke();
        return TimeSpan.FromSeconds(_first);
    }

    internal void KeepFirst()
    {
        _samples.Add(_first);
        _nextCheck = options.MinimumSamples;
    }

    /// <summary>Runs without keeping the time, as long as a sample.</summary>
    internal void Rehearse()
    {
        _best = Math.Min(_best, Time());
        if (!IsRepeatable || _best * _iterations >= options.SampleTime.TotalSeconds) return;

        // Fewer runs than these are below what the clock tells apart: their time does not count.
        (_best, _iterations) = (double.PositiveInfinity, _iterations * 2);
    }

    /// <summary>Fixes how many runs make a sample.</summary>
    internal void Calibrate(TimeSpan warmUp)
    {
        _warmUp = warmUp.TotalSeconds;
        if (IsRepeatable && double.IsFinite(_best)) _iterations = (long)Math.Max(1, Math.Ceiling(options.SampleTime.TotalSeconds / _best));
        _nextCheck = options.MinimumSamples;
    }

    internal void Sample()
    {
        _samples.Add(Time());

        // Looking after every sample would stop at the first narrow interval that chance makes.
        if (_samples.Count < _nextCheck) return;
        _isConverged = new SampleSummary(_samples).RelativePrecision <= options.Precision;
        _nextCheck = _samples.Count + Math.Max(1, _samples.Count / 4);
    }

    internal Measurement Complete(double[]? reference, double tolerance)
    {
        var summary = new SampleSummary(_samples);
        var judgement = _judgement ?? new OutcomeJudgement(OutcomeComparison.Difference(reference, Outcome), tolerance);
        return new Measurement
        {
            Name = Name,
            Samples = _samples,
            Outliers = [.. _samples.Select(summary.IsOutlier)],
            MedianSeconds = summary.Median,
            LowSeconds = summary.Low,
            HighSeconds = summary.High,
            MinimumSeconds = summary.Minimum,
            RelativeSpread = summary.RelativeSpread,
            IterationsPerSample = _iterations,
            WarmUpSeconds = _warmUp,
            IsConverged = summary.RelativePrecision <= options.Precision,
            OutcomeDifference = judgement.Difference,
            OutcomeEqual = judgement.IsEqual,
        };
    }

    /// <summary>Seconds a run.</summary>
    private double Time()
    {
        variant.Prepare?.Invoke();
        var begin = clock.GetTimestamp();
        variant.Run(_iterations);

        // Not as a TimeSpan, whose ticks of 100 ns are too coarse.
        return (double)(clock.GetTimestamp() - begin) / clock.TimestampFrequency / _iterations;
    }
}
