using System.Runtime.CompilerServices;
using Scaling.Native.Measuring;

namespace Scaling.Native.Processors.Caches;

/// <summary>Measures the processor's clock as it runs now, which its rated frequency does not tell.</summary>
public static class ClockProbe
{
    /// <summary>Measures seconds of one cycle: of one addition of integers in a chain, which takes one cycle on every processor that .NET runs on
    /// (Fog, "Instruction tables", 2024).</summary>
    public static Measurement Measure(MeasuringSession session)
    {
        var sum = 1L;
        return session.MeasureUnit("clock", additions => sum = Chain(sum, additions));
    }

    /// <summary>Does that many additions, each of which waits for the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal static long Chain(long seed, long additions)
    {
        var (a, b) = (seed, 1L);
        for (; additions >= 32; additions -= 32)
        {
            // Fibonacci's numbers: no term can be told from the one before alone, so nothing folds.
            a += b; b += a; a += b; b += a; a += b; b += a; a += b; b += a;
            a += b; b += a; a += b; b += a; a += b; b += a; a += b; b += a;
            a += b; b += a; a += b; b += a; a += b; b += a; a += b; b += a;
            a += b; b += a; a += b; b += a; a += b; b += a; a += b; b += a;
        }

        for (; additions > 0; additions--) (a, b) = (b, a + b);
        return a ^ b;
    }
}
