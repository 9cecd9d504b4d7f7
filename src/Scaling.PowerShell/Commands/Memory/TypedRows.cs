using System.Collections;
using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Rows;
using Scaling.Native.Memory.Sizes;
using Scaling.Native.Processors;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>What properties of objects would take as typed columns.</summary>
/// <param name="cmdlet">Tells of rows that do not fit.</param>
/// <param name="names">The properties.</param>
internal sealed class TypedRows(Cmdlet cmdlet, string[] names)
{
    private BatchSizing? _sizing;

    /// <summary>Sizes of the objects' properties; null where they have none that may be read.</summary>
    internal DatasetSizes? Measure(List<object> rows, CancellationToken cancellationToken)
    {
        if (names.Length == 0) return null;
        try
        {
            var batcher = new RowBatcher(cmdlet, names);
            foreach (var row in rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (batcher.Add(PSObject.AsPSObject(row)) is { } full) Add(full, cancellationToken);
            }

            if (batcher.Flush() is { } rest) Add(rest, cancellationToken);
            return _sizing?.Complete();
        }
        finally
        {
            _sizing?.Dispose();
        }
    }

    /// <summary>Whether an object has a property that is computed rather than stored.</summary>
    internal static bool HasProperty(object row, string name) => row switch
    {
        IDictionary or DatasetRow => false,
        _ => PSObject.AsPSObject(row).Properties[name] is not null,
    };

    private void Add(DatasetBatch batch, CancellationToken cancellationToken) =>
        (_sizing ??= new(batch.Schema, EngineObjects.RowModel, ResourceLimits.Workers())).Add(batch, cancellationToken);
}
