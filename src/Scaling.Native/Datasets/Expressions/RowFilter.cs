namespace Scaling.Native.Datasets.Expressions;

/// <summary>Finds the rows for which a script is true.</summary>
internal sealed class RowFilter(RowScript script, bool rowByRow)
{
    private readonly ScriptCompilation _compilation = new(script, isFilter: true);
    private readonly RowResults _results = new(asTruth: true);
    private readonly List<int> _open = new(Chunk.MaxRows);

    internal RowCounts Counts { get; } = new();

    internal string? Reason => rowByRow ? "so it was asked" : _compilation.Reason;

    /// <summary>Positions of the rows to keep. A row whose script fails is not kept.</summary>
    /// <exception cref="DatasetException"><see cref="DatasetError.ColumnNotFound"/>.</exception>
    internal int[] Evaluate(DatasetBatch batch, out RowFailures? failures, CancellationToken cancellationToken)
    {
        _compilation.Update(batch.Schema);
        failures = null;
        var kept = new List<int>(batch.RowCount);
        for (var start = 0; start < batch.RowCount; start += Chunk.MaxRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(Chunk.MaxRows, batch.RowCount - start);
            var compiled = rowByRow ? null : _compilation.Compiled;
            var (values, chunk) = compiled?.Evaluate(batch, start, count) ?? default;
            _open.Clear();
            for (var i = 0; i < count; i++)
                if (chunk is null || chunk.GivenUp[i]) _open.Add(start + i);
            Counts.Add(count, _open.Count);
            RunOpenRows(batch, cancellationToken);
            for (int i = 0, open = 0; i < count; i++)
            {
                var row = start + i;
                if (open == _open.Count || _open[open] != row)
                {
                    if (values!.Flags[i]) kept.Add(row);
                    continue;
                }

                if (_results.ErrorOf(open) is { } error) RowFailures.Add(ref failures, script, null, row, error);
                else if (_results[open] is true) kept.Add(row);
                open++;
            }
        }

        return [.. kept];
    }

    private void RunOpenRows(DatasetBatch batch, CancellationToken cancellationToken)
    {
        _results.Reset(_open.Count);
        if (_open.Count == 0) return;
        script.Run(batch, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_open), _results, cancellationToken);
    }
}

/// <summary>How many rows were evaluated, and how many of them by the script itself.</summary>
internal sealed class RowCounts
{
    internal long Rows { get; private set; }

    internal long RowByRow { get; private set; }

    internal void Add(int rows, int rowByRow)
    {
        Rows += rows;
        RowByRow += rowByRow;
    }
}
