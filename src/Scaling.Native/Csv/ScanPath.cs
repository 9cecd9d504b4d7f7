namespace Scaling.Native.Csv;

/// <summary>The fields of some whole records, one record after the other.</summary>
internal struct FieldList()
{
    internal FieldSpan[] Spans = new FieldSpan[256];
    internal int Count;

    internal void Reserve(int more)
    {
        if (Spans.Length - Count < more) Array.Resize(ref Spans, Math.Max(Count + more, Spans.Length * 2));
    }
}

/// <summary>
/// A way to find fields many bytes at a time, in one set of instructions. It knows no comments, runs of blanks, lone carriage returns,
/// blank lines, nor quotes within unquoted fields, and stops before a record with one; <see cref="CsvRecordScanner"/> goes on there.
/// </summary>
internal abstract class ScanPath
{
    /// <summary>All of them, the best first.</summary>
    internal static IReadOnlyList<ScanPath> All { get; } =
    [
        new ScanPath<BlockReader512>(), new ScanPath<BlockReader256>(), new ScanPath<BlockReader128>(), new ScanPath<BlockReaderScalar>(),
    ];

    /// <summary>The first that this processor and the runtime's settings support.</summary>
    internal static ScanPath Best { get; } = All.First(path => path.IsSupported);

    internal abstract string Name { get; }

    internal abstract bool IsSupported { get; }

    /// <summary>Notes the fields of whole records, each of <paramref name="fieldCount"/> fields.</summary>
    /// <param name="buffer">The text and the padding that <see cref="StructuralCursor"/> needs.</param>
    /// <param name="start">Where a record begins.</param>
    /// <param name="end">Where the text ends.</param>
    /// <param name="delimiter">The byte between fields.</param>
    /// <param name="fieldCount">At least 1.</param>
    /// <param name="maxRecords">Records after which to stop.</param>
    /// <param name="fields">Gets the fields.</param>
    /// <param name="consumed">The start of the first record not noted.</param>
    /// <returns>How many records.</returns>
    internal abstract int Scan(byte[] buffer, int start, int end, byte delimiter, int fieldCount, int maxRecords,
        ref FieldList fields, out int consumed);

    /// <summary>Finds the end of the last record that ends within a text.</summary>
    /// <param name="buffer">The text and its padding.</param>
    /// <param name="start">Where a record begins.</param>
    /// <param name="end">Where the text ends.</param>
    /// <param name="delimiter">The byte between fields.</param>
    /// <param name="recordEnd">The place behind its line end; <paramref name="start"/> where there is none.</param>
    /// <returns>False if it could look no further than a little behind <paramref name="recordEnd"/>.</returns>
    internal abstract bool TryFindLastRecord(byte[] buffer, int start, int end, byte delimiter, out int recordEnd);
}
