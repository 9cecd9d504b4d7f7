using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Writing;
using Scaling.Native.Storage;

namespace Scaling.Native.Datasets.Conversion;

/// <summary>A Parquet file to which row groups are added, new or begun.</summary>
internal sealed class ConversionTarget(AtomicFile file, DatasetSchema schema, SchemaElement[] elements, ConversionJournal? journal) : IDisposable
{
    internal AtomicFile File { get; } = file;

    internal DatasetSchema Schema { get; } = schema;

    /// <summary>How the columns are stored.</summary>
    internal SchemaElement[] Elements { get; } = elements;

    /// <summary>Bytes that stand in it.</summary>
    internal long Position { get; init; }

    /// <summary>Row groups of the file that is appended to.</summary>
    internal IReadOnlyList<RowGroup> Existing { get; init; } = [];

    /// <summary>Row groups that an earlier run wrote.</summary>
    internal IReadOnlyList<PlacedRowGroup> Done { get; init; } = [];

    /// <summary>What was written last, where an earlier run is gone on with.</summary>
    internal JournalEntry? ResumeAt { get; init; }

    internal ConversionJournal? Journal { get; } = journal;

    /// <summary>Leaves what is written for a later run.</summary>
    internal void Keep()
    {
        if (Journal is null) return;
        File.IsKept = true;
        Journal.Keep();
    }

    public void Dispose() => File.Dispose();
}
