namespace Scaling.Native.Datasets;

/// <summary>Writes batches of one schema to one file. Until <see cref="Complete"/> the target is as it was before.</summary>
public abstract class DatasetWriter : IDisposable
{
    /// <exception cref="DatasetException"><see cref="DatasetError.SchemaMismatch"/>: not the schema the writer was made for.</exception>
    public abstract void Write(DatasetBatch batch, CancellationToken cancellationToken);

    /// <summary>Writes what is left and puts the file in its place.</summary>
    public abstract DatasetWriteSummary Complete(CancellationToken cancellationToken);

    /// <summary>Without <see cref="Complete"/>: removes what was written.</summary>
    public abstract void Dispose();
}

/// <summary>What a writer wrote.</summary>
/// <param name="Rows">Rows in the file.</param>
/// <param name="Bytes">Bytes of the file.</param>
/// <param name="RowGroups">Row groups in the file; 0 for formats without.</param>
public sealed record DatasetWriteSummary(long Rows, long Bytes, int RowGroups);
