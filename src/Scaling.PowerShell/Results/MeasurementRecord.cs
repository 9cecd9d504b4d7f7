using Scaling.Native.Measuring;

namespace Scaling.PowerShell.Results;

/// <summary>The figures that every row of a measurement has.</summary>
public abstract class MeasurementRecord
{
    private protected MeasurementRecord(Measurement measurement)
    {
        Seconds = measurement.MedianSeconds;
        LowSeconds = measurement.LowSeconds;
        HighSeconds = measurement.HighSeconds;
        MinimumSeconds = measurement.MinimumSeconds;
        RelativeSpread = measurement.RelativeSpread;
        Samples = [.. measurement.Samples];
        IsOutlier = [.. measurement.Outliers];
        SampleCount = measurement.Samples.Count;
        OutlierCount = measurement.OutlierCount;
        IterationsPerSample = measurement.IterationsPerSample;
        WarmUpSeconds = measurement.WarmUpSeconds;
        IsConverged = measurement.IsConverged;
        OutcomeDifference = measurement.OutcomeDifference;
        OutcomeEqual = measurement.OutcomeEqual;
    }

    /// <summary>Median time of one run, in seconds.</summary>
    public double Seconds { get; }

    /// <summary>Lower end of the median's 95 % interval, in seconds; with fewer than six samples, the least sample.</summary>
    public double LowSeconds { get; }

    /// <summary>Upper end of the median's 95 % interval, in seconds; with fewer than six samples, the greatest sample.</summary>
    public double HighSeconds { get; }

    /// <summary>Least time of one run, in seconds.</summary>
    public double MinimumSeconds { get; }

    /// <summary>Interquartile range over the median.</summary>
    public double RelativeSpread { get; }

    /// <summary>Number of samples.</summary>
    public int SampleCount { get; }

    /// <summary>Samples more than 1.5 interquartile ranges from the quartiles. They are kept.</summary>
    public int OutlierCount { get; }

    /// <summary>Runs within one sample.</summary>
    public long IterationsPerSample { get; }

    /// <summary>Time spent in runs before the first sample, in seconds.</summary>
    public double WarmUpSeconds { get; }

    /// <summary>Whether the median's interval became as narrow as asked before the time was up.</summary>
    public bool IsConverged { get; }

    /// <summary>Greatest relative difference of the outcome from the first variant's; null where there is nothing to compare.</summary>
    public double? OutcomeDifference { get; }

    /// <summary>Whether the outcome is the first variant's, within rounding; null where there is nothing to compare.</summary>
    public bool? OutcomeEqual { get; }

    /// <summary>All samples in their order, seconds a run.</summary>
    public double[] Samples { get; }

    /// <summary>Which samples are outliers.</summary>
    public bool[] IsOutlier { get; }
}
