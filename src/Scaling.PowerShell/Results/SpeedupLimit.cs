using Scaling.Native.Parallel.Laws;

namespace Scaling.PowerShell.Results;

/// <summary>How many times as fast as one worker several can be, by a law.</summary>
public sealed class SpeedupLimit
{
    internal SpeedupLimit(ScalingLaw law, double parallelFraction, double contention, double coherency, int workers)
    {
        var isUniversal = law == ScalingLaw.UniversalScalability;
        Law = law.ToString();
        ParallelFraction = parallelFraction;
        Coherency = isUniversal ? coherency : null;
        Workers = workers;
        Speedup = SpeedupLaw.Of(law, contention, coherency, workers);
        MaximumSpeedup = SpeedupLaw.Maximum(law, contention, coherency);
        PeakWorkers = isUniversal ? SpeedupLaw.PeakWorkers(contention, coherency) : null;
    }

    /// <summary>Amdahl, Gustafson or UniversalScalability.</summary>
    public string Law { get; }

    /// <summary>The part of the work in which all workers can help; 1 less the contention of the universal scalability law.</summary>
    public double ParallelFraction { get; }

    /// <summary>What agreeing costs each pair of workers; null for laws that have no such term.</summary>
    public double? Coherency { get; }

    /// <summary>The worker count.</summary>
    public int Workers { get; }

    /// <summary>How many times as fast as one worker; with Gustafson, how many times the work in the same time.</summary>
    public double Speedup { get; }

    /// <summary>Speedup / Workers.</summary>
    public double Efficiency => Speedup / Workers;

    /// <summary>What no number of workers exceeds; infinite where there is no such bound.</summary>
    public double MaximumSpeedup { get; }

    /// <summary>Workers beyond which more of them are slower; null where there is no such number.</summary>
    public double? PeakWorkers { get; }
}
