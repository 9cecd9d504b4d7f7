using Apache.Arrow;

namespace Scaling.Native.Datasets.Grouping.Keys;

/// <summary>
/// The groups found so far, numbered by their keys. A key of several columns is packed so that its order as an unsigned number, or
/// byte by byte, is that of the columns one after another, nulls first.
/// </summary>
internal abstract class GroupKeys
{
    internal abstract int Count { get; }

    internal abstract int Capacity { get; }

    /// <summary>Bytes that each place takes, the order of <see cref="Sort"/> included.</summary>
    internal abstract int BytesPerKey { get; }

    /// <summary>Narrow keys of fixed width go into 128 bits, others into bytes.</summary>
    internal static GroupKeys Create(IReadOnlyList<ColumnType> types, int sliceRows, MemoryBudget budget)
    {
        var bits = 0;
        foreach (var type in types) bits += OrderedCode.Width(type) is > 0 and var width ? width + 1 : 129;
        return bits <= 128 ? new PackedGroupKeys(types, sliceRows, budget) : new BytesGroupKeys(types, sliceRows, budget);
    }

    /// <summary>Packs the keys of rows from <paramref name="start"/> on.</summary>
    /// <returns>Rows packed, at least one: long texts may fill the buffer early.</returns>
    internal abstract int Encode(ReadOnlySpan<IArrowArray> columns, int start, int rows);

    /// <summary>The numbers of the groups of packed rows from <paramref name="offset"/> on, until a new key finds no room.</summary>
    /// <returns>Rows whose number was found.</returns>
    internal abstract int Resolve(int offset, Span<int> numbers);

    /// <summary>Makes room for the bytes of the packed row's key; false where the budget has none.</summary>
    internal abstract bool TryMakeRoom(int offset);

    /// <summary>More places; the caller has taken <see cref="BytesPerKey"/> for each of them.</summary>
    internal abstract void Grow(int capacity);

    /// <summary>Sorts the groups. Until <see cref="Clear"/> only <see cref="Sorted"/> may follow.</summary>
    /// <returns>The groups' numbers in the order of their keys.</returns>
    internal abstract int[] Sort();

    /// <summary>The packed key at a place of the order, valid until the next call.</summary>
    internal abstract ReadOnlySpan<byte> Sorted(int place);

    /// <summary>Appends the values of a packed key, one builder a column.</summary>
    internal abstract void Append(ReadOnlySpan<byte> key, ReadOnlySpan<ColumnBuilder> builders);

    /// <summary>Forgets the groups and gives their memory back.</summary>
    internal abstract void Clear();
}
