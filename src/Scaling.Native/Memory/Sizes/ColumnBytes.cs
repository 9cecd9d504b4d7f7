using Apache.Arrow.Types;
using Scaling.Native.Datasets;

namespace Scaling.Native.Memory.Sizes;

/// <summary>
/// Bytes of the Arrow buffers of columns, each as long as it need be (Arrow columnar format, "Physical memory layout"): values of a fixed
/// width, a bit a row for booleans, and for nulls where there are any; of texts an offset of four bytes a row and one more.
/// </summary>
public static class ColumnBytes
{
    /// <param name="type">Any type but <see cref="ColumnKind.Category"/>.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="nulls">Rows without a value.</param>
    /// <param name="valueBytes">Bytes of all values, of types that have values of any length.</param>
    public static long Of(ColumnType type, long rows, long nulls, long valueBytes = 0) => ValidityOf(rows, nulls) + type.Kind switch
    {
        ColumnKind.Boolean => BitsOf(rows),
        ColumnKind.String or ColumnKind.Binary => OffsetsOf(rows) + valueBytes,
        ColumnKind.Category => throw new ArgumentException("A column of categories has a dictionary too.", nameof(type)),
        _ => rows * WidthOf(type),
    };

    /// <summary>Indices of four bytes, and the dictionary, which is a column of text.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="nulls">Rows without a value.</param>
    /// <param name="values">Different values.</param>
    /// <param name="valueBytes">Bytes of these.</param>
    public static long OfCategory(long rows, long nulls, long values, long valueBytes) =>
        ValidityOf(rows, nulls) + rows * sizeof(int) + OffsetsOf(values) + valueBytes;

    /// <summary>Bytes of a value of a fixed width; 0 for booleans and for values of any length.</summary>
    internal static int WidthOf(ColumnType type) => type.Kind switch
    {
        ColumnKind.Category => sizeof(int),
        ColumnKind.Boolean or ColumnKind.String or ColumnKind.Binary => 0,
        _ => ((FixedWidthType)type.ToArrow()).BitWidth / 8,
    };

    private static long ValidityOf(long rows, long nulls) => nulls > 0 ? BitsOf(rows) : 0;

    private static long BitsOf(long rows) => (rows + 7) / 8;

    private static long OffsetsOf(long rows) => (rows + 1) * sizeof(int);
}
