using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scaling.Native.Sampling;

/// <summary>
/// Every row alike: the row is the upper half of draw × rows; a lower half in the biased rest asks for other bits, so that all rows have
/// exactly the same probability (Lemire 2019).
/// </summary>
internal sealed class UniformMeanKernel : MeanKernel
{
    private readonly double[] _values;

    /// <param name="values">One a row, at least one, in scaled units.</param>
    public UniformMeanKernel(double[] values) => _values = values;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public override double DrawMean(ref Xoshiro256PlusPlus stream, in StreamKey key, ulong firstDraw, int sampleSize)
    {
        var random = stream;
        ref var values = ref MemoryMarshal.GetArrayDataReference(_values);
        var rows = (uint)_values.Length;
        var rejected = unchecked(0u - rows) % rows;
        var lowerSum = 0.0;
        var upperSum = 0.0;
        var draw = 0;
        for (; draw < sampleSize - 1; draw += 2)
        {
            var bits = random.Next();
            var lower = (ulong)(uint)bits * rows;
            var upper = (bits >> 32) * rows;
            lowerSum += (uint)lower < rejected
                ? DrawAgain(key, firstDraw + (uint)draw)
                : Unsafe.Add(ref values, (nint)(lower >> 32));
            upperSum += (uint)upper < rejected
                ? DrawAgain(key, firstDraw + (uint)draw + 1)
                : Unsafe.Add(ref values, (nint)(upper >> 32));
        }

        if (draw < sampleSize)
        {
            var last = (ulong)(uint)random.Next() * rows;
            lowerSum += (uint)last < rejected
                ? DrawAgain(key, firstDraw + (uint)draw)
                : Unsafe.Add(ref values, (nint)(last >> 32));
        }

        stream = random;
        return (lowerSum + upperSum) / sampleSize;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private double DrawAgain(in StreamKey key, ulong draw)
    {
        var stream = key.Open(StreamPurpose.Rests, draw);
        return _values[stream.NextBelow((ulong)_values.Length)];
    }
}
