using Apache.Arrow;
using Scaling.Native.Datasets.Grouping.Spilling;

namespace Scaling.Native.Datasets.Grouping.States;

/// <summary>
/// What one or two functions of a column keep for every group. Partial states merge in any order to the same state, which makes
/// results independent of when and how often groups went to files.
/// </summary>
internal abstract class AggregateState
{
    /// <summary>Bytes of a group's fixed part, which the grouping takes from the budget.</summary>
    internal abstract int BytesPerGroup { get; }

    /// <summary>The state for a function of a column of this type, which is updated by at most so many rows at a time.</summary>
    internal static AggregateState Create(AggregateFunction function, ColumnType? type, int rows, MemoryBudget budget) => function switch
    {
        AggregateFunction.Count => new CountState(),
        AggregateFunction.Sum or AggregateFunction.Mean => CreateSum(type!, budget),
        AggregateFunction.CountDistinct => OrderedWidth(type!) is > 0 and <= 64
            ? new PackedDistinctState(type!, rows, budget)
            : new BytesDistinctState(type!, rows, budget),
        _ => OrderedWidth(type!) switch
        {
            0 => new BytesExtremeState(function, budget),
            128 => new ExtremeState<UInt128>(function, type!, rows, budget),
            _ => new ExtremeState<ulong>(function, type!, rows, budget),
        },
    };

    /// <summary>Room for so many groups; new ones are empty.</summary>
    internal abstract void Grow(int capacity);

    /// <summary>Whether what varies with the values of these rows fits into the budget.</summary>
    internal virtual bool TryReserve(IArrowArray? column, int start, int rows) => true;

    /// <summary>Adds rows from <paramref name="start"/> on to the groups of these numbers.</summary>
    internal abstract void Update(IArrowArray? column, int start, ReadOnlySpan<int> groups);

    /// <summary>Called before groups are written in the order that gives each number its place.</summary>
    internal virtual void PrepareWrite(ReadOnlySpan<int> order)
    {
    }

    /// <summary>Writes the partial state of a group; <paramref name="place"/> counts up from 0.</summary>
    internal abstract void Write(int group, int place, RunWriter writer);

    /// <summary>Adds the partial states at the readers to group 0, or, where there is a writer, writes their union to it.</summary>
    internal virtual void Merge(IReadOnlyList<RunReader> readers, RunWriter? writer)
    {
        foreach (var reader in readers) Read(reader);
        if (writer is null) return;
        Write(0, 0, writer);
        Reset();
    }

    /// <summary>Appends a group's result, a null where it has none.</summary>
    /// <exception cref="OverflowException">It does not fit the builder's type; the message is the value.</exception>
    internal abstract void Append(AggregateFunction function, int group, ColumnBuilder builder);

    /// <summary>Empties group 0, the one that merging uses.</summary>
    internal abstract void Reset();

    /// <summary>Forgets the groups and gives back the memory that the state took itself.</summary>
    internal abstract void Clear();

    /// <summary>Adds one partial state to group 0.</summary>
    private protected abstract void Read(RunReader reader);

    private static int OrderedWidth(ColumnType type) => Keys.OrderedCode.Width(type);

    private static AggregateState CreateSum(ColumnType type, MemoryBudget budget) => type.Kind switch
    {
        ColumnKind.Int8 => new IntegerSumState<sbyte>(),
        ColumnKind.Int16 => new IntegerSumState<short>(),
        ColumnKind.Int32 => new IntegerSumState<int>(),
        ColumnKind.Int64 => new IntegerSumState<long>(),
        ColumnKind.UInt8 => new IntegerSumState<byte>(),
        ColumnKind.UInt16 => new IntegerSumState<ushort>(),
        ColumnKind.UInt32 => new IntegerSumState<uint>(),
        ColumnKind.UInt64 => new IntegerSumState<ulong>(),
        ColumnKind.Decimal => new DecimalSumState(type.Scale),
        ColumnKind.Single => new FloatingSumState<float>(budget),
        _ => new FloatingSumState<double>(budget),
    };
}
