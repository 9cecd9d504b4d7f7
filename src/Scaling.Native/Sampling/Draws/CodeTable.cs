namespace Scaling.Native.Sampling.Draws;

/// <summary>Integers of up to 48 bits by the numbers of a <see cref="SlotTable"/>, whole and cut into slices of a byte.</summary>
internal sealed class CodeTable
{
    private const int SliceBits = 8;

    /// <param name="codes">By number; what is beyond them is zero, the rest too.</param>
    /// <param name="columns">Numbers of the table.</param>
    internal CodeTable(ReadOnlySpan<long> codes, int columns)
    {
        Columns = columns;
        Codes = new long[columns];
        codes.CopyTo(Codes);
        long all = 0;
        foreach (var code in codes) all |= code;
        SliceCount = (64 - (int)long.LeadingZeroCount(all) + SliceBits - 1) / SliceBits;
        Slices = new byte[SliceCount * columns];
        for (var slice = 0; slice < SliceCount; slice++)
            for (var number = 0; number < codes.Length; number++)
                Slices[slice * columns + number] = (byte)(codes[number] >> (slice * SliceBits));
    }

    internal int Columns { get; }

    internal long[] Codes { get; }

    /// <summary>Bytes that the largest code takes; none where all are zero.</summary>
    internal int SliceCount { get; }

    /// <summary>Byte s of number n is at s × columns + n.</summary>
    internal byte[] Slices { get; }
}
