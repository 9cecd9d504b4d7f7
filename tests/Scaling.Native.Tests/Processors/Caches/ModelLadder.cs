namespace Scaling.Native.Tests.Processors.Caches;

/// <summary>Ladders of a model: caches of given sizes and latencies, random loads, random replacement, and noise.</summary>
internal static class ModelLadder
{
    /// <param name="caches">Size in bytes and latency in nanoseconds, from the first.</param>
    /// <param name="memory">Latency of memory, nanoseconds.</param>
    /// <param name="sizes">Working sets.</param>
    /// <param name="noise">Standard deviation of the latency's logarithm; a disturbance only ever adds.</param>
    /// <param name="seed">Of the noise.</param>
    /// <param name="outlierEvery">Each so-manieth latency is doubled; 0 for none.</param>
    internal static double[] Latencies(
        (long Bytes, double Nanoseconds)[] caches, double memory, IReadOnlyList<long> sizes, double noise, int seed, int outlierEvery = 0)
    {
        var random = new Random(seed);
        var latencies = new double[sizes.Count];
        for (var i = 0; i < latencies.Length; i++)
        {
            // A level is asked for what the one before lacks: all beyond its size but the share that random replacement keeps.
            var (latency, share) = (0.0, 1.0);
            foreach (var (bytes, nanoseconds) in caches)
            {
                var hits = Math.Min(1, Math.Pow((double)bytes / sizes[i], 3));
                latency += share * hits * nanoseconds;
                share *= 1 - hits;
            }

            latency += share * memory;
            latencies[i] = latency * Math.Exp(Math.Abs(noise * Normal(random))) * (outlierEvery > 0 && i % outlierEvery == outlierEvery - 1 ? 2 : 1);
        }

        return latencies;
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
