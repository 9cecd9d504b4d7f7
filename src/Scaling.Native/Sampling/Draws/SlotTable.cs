namespace Scaling.Native.Sampling.Draws;

/// <summary>
/// A distribution cut into columns × 256 slots of equal probability, so that 16 random bits, a column and a height, draw a category: an alias
/// table (Walker; Vose, IEEE Trans. Software Eng. 17, 1991) whose thresholds are bytes. Small enough for registers.
/// </summary>
/// <remarks>
/// Category i of weight w(i) gets floor(w(i) × slots / W) slots. The slots that are left over belong to the rest: a draw that falls there is drawn
/// again, exactly, in proportion to what the rounding took from each category. So its probability is w(i) / W without any rounding. Categories
/// beyond the columns, the lightest ones, are wholly in the rest.
/// </remarks>
internal sealed class SlotTable
{
    internal const int Heights = 256;

    /// <summary>Columns of the smaller and of the larger table.</summary>
    internal const int FewColumns = 64;

    internal const int ManyColumns = 256;

    /// <summary>Draws that go to the rest are drawn one by one; above one of so many that would tell.</summary>
    private const int LeastDrawsPerRest = 48;

    private byte[]? _slots;
    private int _announced;

    private SlotTable(int columns, int[] categories, byte[] thresholds, byte[] aliases, AliasTable? rest)
    {
        (Columns, Categories, Thresholds, Aliases, Rest) = (columns, categories, thresholds, aliases, rest);
    }

    internal int Columns { get; }

    /// <summary>The number of the rest in the table: the last column's own.</summary>
    internal int RestNumber => Columns - 1;

    /// <summary>The categories that have numbers, by number: the heaviest.</summary>
    internal int[] Categories { get; }

    /// <summary>By column: heights below it give the column's own number, the others its alias.</summary>
    internal byte[] Thresholds { get; }

    /// <summary>By column, a number.</summary>
    internal byte[] Aliases { get; }

    /// <summary>Over all categories; null where the slots came out even.</summary>
    internal AliasTable? Rest { get; }

    /// <summary>
    /// The number of each slot, height × columns + column: for machines without byte shuffles. Null as long as too few draws were announced for
    /// making them to pay.
    /// </summary>
    /// <param name="draws">That are to come.</param>
    internal byte[]? SlotsFor(int draws)
    {
        if (_slots is not null) return _slots;
        // Threads may lose some of each other's counts: then the slots are made a little later.
        _announced += draws;
        return _announced < Columns * Heights ? null : MakeSlots();
    }

    /// <returns>Null where too much would fall to the rest.</returns>
    /// <param name="weights">At least one, not all zero, with a sum below 2^63.</param>
    internal static SlotTable? TryCreate(ReadOnlySpan<ulong> weights)
    {
        var (total, largest, positive) = (0UL, 0UL, 0);
        foreach (var weight in weights)
        {
            total = checked(total + weight);
            largest = Math.Max(largest, weight);
            positive += weight > 0 ? 1 : 0;
        }

        // Without sorting a million weights to find out: were all that have slots as heavy as the heaviest, the rest would still be too much.
        if ((UInt128)largest * (ManyColumns - 1) * LeastDrawsPerRest < (UInt128)total * (LeastDrawsPerRest - 1)) return null;
        return (positive < FewColumns ? TryCreate(weights, total, FewColumns) : null) ?? TryCreate(weights, total, ManyColumns);
    }

    private static SlotTable? TryCreate(ReadOnlySpan<ulong> weights, ulong total, int columns)
    {
        var slots = columns * Heights;
        var categories = Heaviest(weights, columns - 1);
        Span<int> counts = stackalloc int[ManyColumns];
        counts = counts[..columns];
        counts.Clear();
        var given = 0;
        for (var number = 0; number < categories.Length; number++)
        {
            counts[number] = (int)((UInt128)weights[categories[number]] * (uint)slots / total);
            given += counts[number];
        }

        var left = slots - given;
        if ((long)left * LeastDrawsPerRest > slots) return null;
        counts[columns - 1] = left;
        var (thresholds, aliases) = Fill(counts);
        return new(columns, categories, thresholds, aliases, left == 0 ? null : RestOf(weights, total, slots, categories, counts));
    }

    private static int[] Heaviest(ReadOnlySpan<ulong> weights, int most)
    {
        var positive = new List<int>(weights.Length);
        for (var category = 0; category < weights.Length; category++)
            if (weights[category] > 0) positive.Add(category);
        if (positive.Count <= most) return [.. positive];
        var order = weights.ToArray();
        // Descending; of equal ones the first.
        positive.Sort((a, b) => order[a] == order[b] ? a.CompareTo(b) : order[b].CompareTo(order[a]));
        var heaviest = positive[..most].ToArray();
        Array.Sort(heaviest);
        return heaviest;
    }

    private static (byte[] Thresholds, byte[] Aliases) Fill(ReadOnlySpan<int> counts)
    {
        var columns = counts.Length;
        var (thresholds, aliases) = (new byte[columns], new byte[columns]);
        Span<int> mass = stackalloc int[ManyColumns];
        counts.CopyTo(mass);
        // One span serves both stacks: they never hold more than all columns together.
        Span<byte> stacks = stackalloc byte[ManyColumns];
        var (small, large) = (0, columns);
        for (var column = columns - 1; column >= 0; column--)
        {
            if (mass[column] < Heights) stacks[small++] = (byte)column;
            else stacks[--large] = (byte)column;
        }

        while (small > 0)
        {
            var poor = stacks[--small];
            var rich = stacks[large];
            (thresholds[poor], aliases[poor]) = ((byte)mass[poor], rich);
            mass[rich] -= Heights - mass[poor];
            if (mass[rich] < Heights)
            {
                large++;
                stacks[small++] = rich;
            }
        }

        // A whole column: 256 is no byte, but a column may be its own alias.
        for (; large < columns; large++) aliases[stacks[large]] = stacks[large];
        return (thresholds, aliases);
    }

    private static AliasTable RestOf(ReadOnlySpan<ulong> weights, ulong total, int slots, int[] categories, ReadOnlySpan<int> counts)
    {
        var rest = new UInt128[weights.Length];
        for (var category = 0; category < weights.Length; category++) rest[category] = (UInt128)weights[category] * (uint)slots;
        for (var number = 0; number < categories.Length; number++) rest[categories[number]] -= (UInt128)total * (uint)counts[number];
        return AliasTable.FromWeights(rest);
    }

    private byte[] MakeSlots()
    {
        var slots = new byte[Columns * Heights];
        for (var column = 0; column < Columns; column++)
        {
            var threshold = Thresholds[column];
            for (var height = 0; height < Heights; height++)
                slots[height * Columns + column] = height < threshold ? (byte)column : Aliases[column];
        }

        return _slots = slots;
    }
}
