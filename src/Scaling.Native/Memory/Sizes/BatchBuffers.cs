using Apache.Arrow.Types;
using Scaling.Native.Datasets;

namespace Scaling.Native.Memory.Sizes;

/// <summary>The memory that batches hold, column by column, with what buffers have in reserve; what several share counts once. Batches are not
/// kept alive.</summary>
public sealed class BatchBuffers
{
    private readonly ObjectGraphOptions _options = new()
    {
        // There is one of each for the whole process.
        IsBoundary = typeof(IArrowType).IsAssignableFrom,
        Counted = [],
    };

    private readonly long[] _bytes;

    public BatchBuffers(DatasetSchema schema) => _bytes = new long[schema.Count];

    /// <summary>Bytes of each column.</summary>
    public IReadOnlyList<long> Bytes => _bytes;

    /// <summary>Bytes that several columns share.</summary>
    public long SharedBytes { get; private set; }

    /// <param name="batch">A batch of the schema.</param>
    public void Add(DatasetBatch batch)
    {
        var sizer = new ObjectGraphSizer(_options);
        var owners = batch.Columns.Select(_ => sizer.AddOwner()).ToArray();
        for (var i = 0; i < owners.Length; i++) sizer.Add(owners[i], batch.Columns[i]);
        for (var i = 0; i < owners.Length; i++) _bytes[i] += sizer[owners[i]].Bytes;
        SharedBytes += sizer.Shared.Bytes;
    }

    /// <summary>Sizes of the batches' columns, with the memory that they hold as their source.</summary>
    public DatasetSizes AddTo(DatasetSizes sizes) => sizes with
    {
        Columns = [.. sizes.Columns.Select((c, i) => c with { Source = new(_bytes[i]) })],
        Source = new(_bytes.Sum() + SharedBytes),
        SharedBytes = SharedBytes,
    };
}
