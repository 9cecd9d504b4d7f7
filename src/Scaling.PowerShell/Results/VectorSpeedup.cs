using Scaling.Native.Kernels;
using Scaling.Native.Processors.Vectors;

namespace Scaling.PowerShell.Results;

/// <summary>How fast one way to do an operation over arrays is.</summary>
public sealed class VectorSpeedup : MeasurementRecord
{
    internal VectorSpeedup(VectorComparison comparison, VectorTiming timing, VectorTiming? baseline) : base(timing.Measurement)
    {
        Operation = comparison.Operation.ToString();
        Type = comparison.Type.ToString();
        Variant = timing.Variant.Name;
        Path = timing.Path;
        Stores = timing.Stores?.ToString();
        Count = comparison.Count;
        ElementsPerRun = timing.Elements;
        WorkingSetBytes = comparison.WorkingSetBytes;
        Level = timing.Level;
        Workers = timing.Variant.Workers;
        NanosecondsPerElement = timing.SecondsPerElement * 1e9;
        BytesPerSecond = comparison.Operation.BytesPerElement(comparison.Type) / timing.SecondsPerElement;
        OperationsPerSecond = comparison.Operation.OperationsPerElement() / timing.SecondsPerElement;
        Baseline = baseline?.Variant.Name;
        Speedup = baseline?.SecondsPerElement / timing.SecondsPerElement;
        LimitShare = timing.LimitShare;
        LimitNanosecondsPerElement = timing.Limit.SecondsPerElement * 1e9;
        LimitedBy = timing.Limit.IsArithmetic ? "Arithmetic" : "Traffic";
    }

    /// <summary>What was done.</summary>
    public string Operation { get; }

    /// <summary>Type of the elements.</summary>
    public string Type { get; }

    /// <summary>The way it was done.</summary>
    public string Variant { get; }

    /// <summary>Instructions it was done with, or PowerShell.</summary>
    public string Path { get; }

    /// <summary>Cached or NonTemporal: whether results went into the caches or past them; null where there are none or the variant decides.</summary>
    public string? Stores { get; }

    /// <summary>Elements of each array.</summary>
    public long Count { get; }

    /// <summary>Elements a run was over: Count, or fewer for loops that are slow.</summary>
    public long ElementsPerRun { get; }

    /// <summary>Bytes of all arrays.</summary>
    public long WorkingSetBytes { get; }

    /// <summary>Smallest cache that holds a worker's part of the arrays: L1, L2, L3, else Memory.</summary>
    public string Level { get; }

    /// <summary>Threads at work.</summary>
    public int Workers { get; }

    /// <summary>Whether these are more than the process may keep busy.</summary>
    public bool IsOversubscribed { get; internal init; }

    /// <summary>Median time of an element.</summary>
    public double NanosecondsPerElement { get; }

    /// <summary>Bytes read and written, as STREAM counts them.</summary>
    public double BytesPerSecond { get; }

    /// <summary>Additions, multiplications, comparisons, roots, exponentials.</summary>
    public double OperationsPerSecond { get; }

    /// <summary>The variant that Speedup refers to; null where it has no such operation.</summary>
    public string? Baseline { get; }

    /// <summary>Time of an element by the baseline over this one's.</summary>
    public double? Speedup { get; }

    /// <summary>Least time an element can take, as measured, over the time it took.</summary>
    public double LimitShare { get; }

    /// <summary>Least time an element can take, as measured with as many workers.</summary>
    public double LimitNanosecondsPerElement { get; }

    /// <summary>What that least time is of: Traffic, or Arithmetic.</summary>
    public string LimitedBy { get; }
}
