namespace Scaling.Native.Datasets.Grouping;

/// <summary>
/// The bytes that one grouping holds. Tables may fill three quarters of the limit; the last quarter is for what cannot be refused
/// midway: buffers of rows, of files and of sums that outgrow two doubles.
/// </summary>
internal sealed class MemoryBudget(long limit)
{
    internal long Limit { get; } = limit;

    internal long Held { get; private set; }

    internal long Peak { get; private set; }

    internal bool IsFull => Held > Limit / 4 * 3;

    internal bool TryTake(long bytes)
    {
        if (Held + bytes > Limit / 4 * 3) return false;
        Take(bytes);
        return true;
    }

    internal void Take(long bytes)
    {
        Held += bytes;
        Peak = Math.Max(Peak, Held);
    }

    internal void Release(long bytes) => Held -= bytes;

    internal DatasetException Exceeded(string what) => new(DatasetError.MemoryLimitExceeded,
        FormattableString.Invariant($"{what} does not fit into the memory limit of {Limit:N0} bytes."));
}
