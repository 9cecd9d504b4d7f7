namespace Scaling.Native.Datasets;

/// <summary>
/// Reads one file as a stream of batches, pulled by the caller. What cannot be read raises a <see cref="DatasetException"/> that
/// names the file, and fails the <see cref="Origin"/>.
/// </summary>
public abstract class DatasetReader : IDisposable
{
    protected DatasetReader(string path) => Origin = new DatasetOrigin(path);

    public DatasetOrigin Origin { get; }

    /// <summary>The columns that batches have: those asked for, in the order asked.</summary>
    public abstract DatasetSchema Schema { get; }

    /// <summary>Bytes of the file.</summary>
    public abstract long TotalBytes { get; }

    /// <summary>Bytes of the file consumed so far; for progress.</summary>
    public abstract long BytesRead { get; }

    /// <summary>What was left out of the batches so far because of <see cref="DatasetReadOptions.Filter"/>.</summary>
    public virtual SkippedParts Skipped => default;

    /// <summary>The next batch, never empty, or null after the last.</summary>
    /// <exception cref="DatasetException">The file is not as it must be from here on.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public DatasetBatch? ReadBatch(CancellationToken cancellationToken)
    {
        try
        {
            return ReadNext(cancellationToken);
        }
        catch (DatasetException e)
        {
            var named = e.InFile(Origin.Path!);
            Origin.Fail(named);
            if (ReferenceEquals(named, e)) throw;
            throw named;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            Origin.Fail(e);
            throw;
        }
    }

    public abstract void Dispose();

    /// <inheritdoc cref="ReadBatch"/>
    protected abstract DatasetBatch? ReadNext(CancellationToken cancellationToken);
}
