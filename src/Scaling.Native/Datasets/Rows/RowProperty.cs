namespace Scaling.Native.Datasets.Rows;

/// <summary>A property of a row class.</summary>
/// <param name="Name">The column's name, which need not be an identifier.</param>
/// <param name="FieldType">The type of the stored value.</param>
/// <param name="NullBit">The number of the property's null bit, or -1 where the field itself can be null, or the column cannot.</param>
internal sealed record RowProperty(string Name, Type FieldType, int NullBit)
{
    internal const int NoNullBit = -1;

    /// <summary>Bits in one field of null bits.</summary>
    internal const int NullBits = 64;

    internal Type Type => NullBit == NoNullBit ? FieldType : typeof(Nullable<>).MakeGenericType(FieldType);
}
