namespace Scaling.Native.Parallel.Laws;

/// <summary>How many times as fast as one worker several are. Speedups of work that grows with the workers are of the work done in a time.</summary>
public static class SpeedupLaw
{
    /// <summary>1 / (s + (1 − s) / p): Amdahl, "Validity of the single processor approach to achieving large scale computing capabilities",
    /// AFIPS Spring Joint Computer Conference, 1967.</summary>
    /// <param name="serialFraction">s, the part of one worker's time in which others cannot help: 0 to 1.</param>
    /// <param name="workers">p, at least 1.</param>
    public static double Amdahl(double serialFraction, double workers) => 1 / (serialFraction + (1 - serialFraction) / workers);

    /// <summary>s + (1 − s) p: Gustafson, "Reevaluating Amdahl's law", Communications of the ACM 31, 1988.</summary>
    /// <param name="serialFraction">s, the part of the time that p workers take in which only one works: 0 to 1.</param>
    /// <param name="workers">p, at least 1.</param>
    public static double Gustafson(double serialFraction, double workers) => serialFraction + (1 - serialFraction) * workers;

    /// <summary>p / (1 + σ (p − 1) + κ p (p − 1)): Gunther, "A simple capacity model of massively parallel transaction systems",
    /// CMG Conference, 1993; "Guerrilla Capacity Planning", Springer, 2007, chapter 4. With κ = 0 it is Amdahl's law.</summary>
    /// <param name="contention">σ, waiting for what is shared: 0 to 1.</param>
    /// <param name="coherency">κ, the cost of agreeing for each pair of workers: at least 0.</param>
    /// <param name="workers">p, at least 1.</param>
    public static double UniversalScalability(double contention, double coherency, double workers) =>
        workers / (1 + contention * (workers - 1) + coherency * workers * (workers - 1));

    /// <summary>The speedup of a law.</summary>
    /// <param name="law">Which one.</param>
    /// <param name="contention">The serial fraction of Amdahl's and Gustafson's law, σ of the universal scalability law.</param>
    /// <param name="coherency">κ of the universal scalability law; the others have none.</param>
    /// <param name="workers">At least 1.</param>
    public static double Of(ScalingLaw law, double contention, double coherency, double workers) => law switch
    {
        ScalingLaw.Amdahl => Amdahl(contention, workers),
        ScalingLaw.Gustafson => Gustafson(contention, workers),
        _ => UniversalScalability(contention, coherency, workers),
    };

    /// <summary>What no number of workers exceeds; infinite where there is no such bound.</summary>
    public static double Maximum(ScalingLaw law, double contention, double coherency)
    {
        if (law == ScalingLaw.Gustafson) return contention < 1 ? double.PositiveInfinity : 1;
        if (law == ScalingLaw.Amdahl || PeakWorkers(contention, coherency) is not { } peak) return 1 / contention;
        return Math.Max(
            UniversalScalability(contention, coherency, Math.Floor(peak)), UniversalScalability(contention, coherency, Math.Ceiling(peak)));
    }

    /// <summary>√((1 − σ) / κ), at least 1: the workers beyond which more of them make the work slower (Gunther, 2007); null where κ is 0.</summary>
    public static double? PeakWorkers(double contention, double coherency) =>
        coherency > 0 ? Math.Max(1, Math.Sqrt((1 - contention) / coherency)) : null;

    /// <summary>(1 / S − 1 / p) / (1 − 1 / p), the serial fraction that a measured speedup S comes to: Karp and Flatt, "Measuring parallel
    /// processor performance", Communications of the ACM 33, 1990. If it grows with p, it is not serial work that limits but overhead.
    /// Null for one worker, of which nothing can be told.</summary>
    public static double? KarpFlatt(double speedup, int workers) => workers > 1 ? (1 / speedup - 1.0 / workers) / (1 - 1.0 / workers) : null;
}
