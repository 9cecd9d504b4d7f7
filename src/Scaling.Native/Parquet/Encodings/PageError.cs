using Scaling.Native.Datasets;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>What can be wrong with a page. The reader adds column and file.</summary>
internal static class PageError
{
    internal static DatasetException Damaged(string what) => new(DatasetError.CorruptFile, $"A page is damaged: {what}.");

    internal static DatasetException TooShort() => Damaged("its values end before its count");
}
