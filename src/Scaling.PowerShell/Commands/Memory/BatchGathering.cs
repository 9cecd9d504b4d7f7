using Scaling.Native.Datasets;
using Scaling.Native.Memory.Sizes;
using Scaling.Native.Processors;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>The batches of one origin: what they hold, and what they would take in other forms. None of them is kept.</summary>
internal sealed class BatchGathering(DatasetOrigin origin, DatasetSchema schema, RowModel rows) : IDisposable
{
    private readonly BatchSizing _sizing = new(schema, rows, ResourceLimits.Workers());
    private readonly BatchBuffers _buffers = new(schema);

    internal DatasetOrigin Origin => origin;

    /// <summary>Whether a batch is of the same data.</summary>
    internal bool GoesOn(DatasetBatch batch) => ReferenceEquals(batch.Origin, origin) && batch.Schema.Equals(schema);

    internal void Add(DatasetBatch batch, CancellationToken cancellationToken)
    {
        _sizing.Add(batch, cancellationToken);
        _buffers.Add(batch);
    }

    internal DatasetSizes Complete() => _buffers.AddTo(_sizing.Complete());

    public void Dispose() => _sizing.Dispose();
}
