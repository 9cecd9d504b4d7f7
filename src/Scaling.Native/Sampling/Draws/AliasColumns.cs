namespace Scaling.Native.Sampling.Draws;

/// <summary>An alias table whose columns hold the codes of a term that they choose between: one line of the cache a draw.</summary>
internal sealed class AliasColumns
{
    internal const int CodeBits = 48;
    internal const long CodeMask = (1L << CodeBits) - 1;

    /// <param name="table">Over the rows.</param>
    /// <param name="codes">One a row, of at most <see cref="CodeBits"/>.</param>
    internal AliasColumns(AliasTable table, long[] codes)
    {
        ColumnShift = table.ColumnShift;
        FractionMask = (1u << table.FractionBits) - 1;
        Columns = new Column[table.Thresholds.Length];
        for (var column = 0; column < Columns.Length; column++)
        {
            var own = column < codes.Length ? codes[column] : 0;
            // A whole column has no threshold below its capacity, but may be its own alias.
            var isWhole = table.Thresholds[column] > FractionMask;
            Columns[column] = isWhole ? new(0, own) : new(own | ((long)table.Thresholds[column] << CodeBits), codes[table.Aliases[column]]);
        }
    }

    internal Column[] Columns { get; }

    /// <summary>A draw of 32 bits without so many lower bits is a column.</summary>
    internal int ColumnShift { get; }

    /// <summary>The bits of a draw that are compared with the threshold.</summary>
    internal uint FractionMask { get; }

    /// <param name="Own">The column's own code, and its threshold in the upper bits.</param>
    /// <param name="Alias">The code of its alias.</param>
    internal readonly record struct Column(long Own, long Alias);
}
