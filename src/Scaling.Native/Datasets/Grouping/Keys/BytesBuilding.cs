namespace Scaling.Native.Datasets.Grouping.Keys;

/// <summary>Texts and bytes into builders, which differ for repeating texts.</summary>
internal static class BytesBuilding
{
    internal static void Append(ColumnBuilder builder, ReadOnlySpan<byte> value)
    {
        if (builder is CategoryColumnBuilder category) category.Append(value);
        else ((BytesColumnBuilder)builder).Append(value);
    }
}
