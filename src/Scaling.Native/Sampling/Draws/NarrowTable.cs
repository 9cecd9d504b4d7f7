namespace Scaling.Native.Sampling.Draws;

/// <summary>A <see cref="SlotTable"/> of 64 columns whose two choices a column are small codes in place of numbers.</summary>
internal sealed class NarrowTable
{
    /// <summary>Set in place of a code for draws that fall to the rest.</summary>
    internal const byte RestFlag = 0x80;

    private byte[]? _slots;
    private int _announced;

    /// <param name="table">Of 64 columns.</param>
    /// <param name="codes">By number, up to <see cref="DrawPath.LargestNarrow"/>.</param>
    internal NarrowTable(SlotTable table, ReadOnlySpan<long> codes)
    {
        Span<byte> values = stackalloc byte[SlotTable.FewColumns];
        values.Clear();
        for (var number = 0; number < codes.Length; number++) values[number] = (byte)codes[number];
        values[table.RestNumber] = RestFlag;
        table.Thresholds.CopyTo(Bytes, 0);
        for (var column = 0; column < SlotTable.FewColumns; column++)
        {
            Bytes[SlotTable.FewColumns + column] = values[column];
            Bytes[2 * SlotTable.FewColumns + column] = values[table.Aliases[column]];
        }
    }

    /// <summary>Thresholds, the columns' own codes, the codes of their aliases: 64 each.</summary>
    internal byte[] Bytes { get; } = new byte[3 * SlotTable.FewColumns];

    /// <summary>
    /// The code of each slot, height × 64 + column: for machines without byte shuffles. Null as long as too few draws were announced for making
    /// them to pay.
    /// </summary>
    /// <param name="draws">That are to come.</param>
    internal byte[]? SlotsFor(int draws)
    {
        if (_slots is not null) return _slots;
        // Threads may lose some of each other's counts: then the slots are made a little later.
        _announced += draws;
        return _announced < SlotTable.FewColumns * SlotTable.Heights ? null : MakeSlots();
    }

    private byte[] MakeSlots()
    {
        var slots = new byte[SlotTable.FewColumns * SlotTable.Heights];
        for (var height = 0; height < SlotTable.Heights; height++)
            for (var column = 0; column < SlotTable.FewColumns; column++)
                slots[height * SlotTable.FewColumns + column] =
                    Bytes[(height < Bytes[column] ? SlotTable.FewColumns : 2 * SlotTable.FewColumns) + column];
        return _slots = slots;
    }
}
