namespace Scaling.Benchmarks.RaceCsvParquet.Data;

/// <summary>The generator of Steele, Lea and Flood (OOPSLA 2014): the same seed gives the same file on every machine.</summary>
internal struct SplitMix64
{
    private ulong _state;

    internal SplitMix64(ulong seed) => _state = seed;

    internal ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 to <paramref name="count"/> - 1, each as likely.</summary>
    internal int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    /// <summary>0 to <paramref name="count"/> - 1, the small ones far likelier: the uniform's cube, which only multiplies and so is exact everywhere.</summary>
    internal int Skewed(int count)
    {
        var u = (Next() >> 11) * (1.0 / (1L << 53));
        return (int)(count * u * u * u);
    }

    internal bool OneIn(int count) => Below(count) == 0;
}
