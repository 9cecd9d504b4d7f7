namespace Scaling.Native.Parallel.Laws;

/// <summary>A law as the logarithm of workers over speedup, which is what the logarithms of times are compared with.</summary>
internal static class LawCurve
{
    /// <summary>ln(p / S(p)): 0 for a perfect speedup.</summary>
    public static double Loss(ScalingLaw law, double contention, double coherency, double workers) => law == ScalingLaw.Gustafson
        ? Math.Log(workers / SpeedupLaw.Gustafson(contention, workers))
        : Math.Log(1 + (contention + coherency * workers) * (workers - 1));

    /// <summary>Derivative of <see cref="Loss"/> by the contention.</summary>
    public static double ByContention(ScalingLaw law, double contention, double coherency, double workers) => (workers - 1) /
        (law == ScalingLaw.Gustafson ? SpeedupLaw.Gustafson(contention, workers) : 1 + (contention + coherency * workers) * (workers - 1));

    /// <summary>Derivative of <see cref="Loss"/> by the coherency, of the universal scalability law.</summary>
    public static double ByCoherency(double contention, double coherency, double workers) =>
        workers * (workers - 1) / (1 + (contention + coherency * workers) * (workers - 1));
}
