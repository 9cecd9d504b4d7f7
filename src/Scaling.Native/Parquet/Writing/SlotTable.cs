namespace Scaling.Native.Parquet.Writing;

/// <summary>The slots of a hash table whose memory is used again: of an array that only grows, the first ones.</summary>
internal sealed class SlotTable<TSlot>(int bits) where TSlot : struct
{
    /// <summary>The first 2^<see cref="Bits"/> are the table.</summary>
    internal TSlot[] Slots { get; private set; } = new TSlot[1 << bits];

    internal int Bits { get; private set; } = bits;

    /// <summary>A table of so many free slots.</summary>
    internal void Restart(int bits)
    {
        Bits = bits;
        if (Slots.Length < 1 << bits) Slots = new TSlot[1 << bits];
        else Slots.AsSpan(0, 1 << bits).Clear();
    }
}
