using Scaling.Native.Measuring;

namespace Scaling.PowerShell.Results;

/// <summary>The memory of one of two scripts that are compared, each run several times in a process of its own.</summary>
public sealed class MemoryComparison
{
    /// <param name="script">Which of the two.</param>
    /// <param name="runs">Its runs.</param>
    /// <param name="referencePeakBytes">The median of the reference's peaks; null for the reference itself.</param>
    /// <param name="statements">Its statements from a run of their own; empty where there was none.</param>
    internal MemoryComparison(string script, MemoryMeasurement[] runs, long? referencePeakBytes, StatementMemory[] statements)
    {
        Script = script;
        Runs = runs;
        Statements = statements;
        PeakBytes = Median(r => r.PeakBytes);
        LowBytes = runs.Min(r => r.PeakBytes);
        HighBytes = runs.Max(r => r.PeakBytes);
        StartBytes = Median(r => r.StartBytes);
        IncrementBytes = Median(r => r.IncrementBytes);
        SavedBytes = (referencePeakBytes ?? PeakBytes) - PeakBytes;
        ManagedPeakBytes = Median(r => r.ManagedPeakBytes);
        AllocatedBytes = Median(r => r.AllocatedBytes);
        Gen2Collections = (int)Median(r => r.Gen2Collections);
        PauseSeconds = Median(r => r.PauseSeconds);
        WallSeconds = Median(r => r.WallSeconds);
        Peak = statements.FirstOrDefault(s => s.IsCeiling);
    }

    /// <summary>Reference or Difference.</summary>
    public string Script { get; }

    /// <summary>The median of the most that was in memory of the process, in bytes.</summary>
    public long PeakBytes { get; }

    /// <summary>The least peak of all runs, in bytes.</summary>
    public long LowBytes { get; }

    /// <summary>The greatest peak of all runs, in bytes.</summary>
    public long HighBytes { get; }

    /// <summary>The median of what was in memory before the script, in bytes.</summary>
    public long StartBytes { get; }

    /// <summary>The median of what the peak was above the start, in bytes.</summary>
    public long IncrementBytes { get; }

    /// <summary>The reference's PeakBytes less this one's; 0 for the reference.</summary>
    public long SavedBytes { get; }

    /// <summary>The median of the largest size of the managed heap, in bytes.</summary>
    public long ManagedPeakBytes { get; }

    /// <summary>The median of the bytes allocated.</summary>
    public long AllocatedBytes { get; }

    /// <summary>The median of the collections of the whole heap.</summary>
    public int Gen2Collections { get; }

    /// <summary>The median of the time for which the collector held threads, in seconds.</summary>
    public double PauseSeconds { get; }

    /// <summary>The median of the time a run took, in seconds.</summary>
    public double WallSeconds { get; }

    /// <summary>The statement with the peak; null with -NoExplanation.</summary>
    public StatementMemory? Peak { get; }

    /// <summary>What was alive at the peak, and how that differs from the reference; null with -NoExplanation.</summary>
    public string? Explanation { get; internal set; }

    /// <summary>All statements, from one more run.</summary>
    public StatementMemory[] Statements { get; }

    /// <summary>The runs in their order.</summary>
    public MemoryMeasurement[] Runs { get; }

    private long Median(Func<MemoryMeasurement, long> figure) => (long)Median(r => (double)figure(r));

    private double Median(Func<MemoryMeasurement, double> figure) => new SampleSummary([.. Runs.Select(figure)]).Median;
}
