using System.Buffers;

namespace Scaling.Native.Csv;

/// <summary>Looks at all records of a file, in several threads, to find the columns' types.</summary>
internal sealed class CsvFullScan : IDisposable
{
    private const int ChunkBytes = 4 << 20;

    private readonly CsvReadPlan _plan;
    private readonly CsvByteSource _bytes;
    private readonly CsvChunkSource _source;
    private readonly CsvSample _all;
    private readonly int[] _fields;
    private readonly Lock _gate = new();
    private bool _isWhole = true;

    private CsvFullScan(string path, CsvReadPlan plan, int[] fields)
    {
        (_plan, _fields, _all) = (plan, fields, NewSample(plan, fields));
        _bytes = CsvByteSource.Open(path, plan.Options);
        _source = new(new CsvWindow(), _bytes, plan, (int)Math.Min(ChunkBytes, plan.Options.MaxRecordBytes));
    }

    /// <summary>Looks at the records from an offset of the text on.</summary>
    /// <returns>What was seen, and whether all records could be split.</returns>
    internal static (CsvSample Sample, bool IsWhole) Run(
        string path, CsvReadPlan plan, int[] fields, long textOffset, CancellationToken cancellationToken)
    {
        using var scan = new CsvFullScan(path, plan, fields);
        scan._source.SkipTo(textOffset, cancellationToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = plan.Options.Workers };
        System.Threading.Tasks.Parallel.For(0, plan.Options.Workers, options, _ => scan.Work(cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return (scan._all, scan._isWhole);
    }

    public void Dispose() => _bytes.Dispose();

    private static CsvSample NewSample(CsvReadPlan plan, int[] fields) => new(plan.Dialect, fields, plan.FieldCount, plan.Culture, plan.Nulls);

    private void Work(CancellationToken cancellationToken)
    {
        var (chunk, sample, isWhole) = (new CsvChunk(ArrayPool<byte>.Shared), NewSample(_plan, _fields), true);
        try
        {
            while (isWhole && !cancellationToken.IsCancellationRequested && TakeNext(chunk, cancellationToken))
                isWhole = sample.Take(chunk.Buffer, 0, chunk.Length, isFinal: true, _plan.Options.BadRecord is not null, cancellationToken)
                    && chunk.Failure is null;
        }
        catch (OperationCanceledException)
        {
            // The caller sees that by the token.
        }

        chunk.Return();
        lock (_gate)
        {
            _all.Add(sample);
            _isWhole &= isWhole;
        }
    }

    private bool TakeNext(CsvChunk chunk, CancellationToken cancellationToken)
    {
        lock (_gate) return _isWhole && _source.TryFill(chunk, cancellationToken);
    }
}
