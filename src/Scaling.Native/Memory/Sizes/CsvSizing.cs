using System.Buffers;
using Scaling.Native.Csv;
using Scaling.Native.Datasets;
using Scaling.Native.Parallel;

namespace Scaling.Native.Memory.Sizes;

/// <summary>The sizes of a text file's columns: from all of its records, or from blocks of them spread over it.</summary>
internal sealed class CsvSizing
{
    private const int ChunkBytes = 1 << 20;
    private const int MostBlocks = 64;
    private const int LeastBlocks = 8;
    private const int LeastBlockBytes = 16 << 10;

    /// <summary>Each has tables of its own, of up to 32 MiB.</summary>
    private const int MostWorkers = 8;

    /// <summary>Line ends from which a block is tried to be split: the first may lie within quotes.</summary>
    private const int MostStarts = 16;

    private readonly CsvDatasetReader _reader;
    private readonly DatasetSizingOptions _options;
    private readonly Action<double>? _progress;
    private readonly CancellationToken _cancellationToken;

    private CsvSizing(CsvDatasetReader reader, DatasetSizingOptions options, Action<double>? progress, CancellationToken cancellationToken) =>
        (_reader, _options, _progress, _cancellationToken) = (reader, options, progress, cancellationToken);

    internal static DatasetSizes Measure(string path, DatasetSizingOptions options, Action<double>? progress, CancellationToken cancellationToken)
    {
        var csv = options.Read.Csv with { Columns = options.Read.Columns, Workers = options.Workers };
        using var reader = CsvDatasetReader.Open(path, csv, cancellationToken);
        var sizing = new CsvSizing(reader, options, progress, cancellationToken);
        return !options.IsExact && sizing.MeasureSample() is { } sample ? sample : sizing.MeasureAll();
    }

    private CsvColumnScan NewScan(int blocks) => new(_reader.Plan, blocks, DistinctValues.LimitFor(_reader.Plan.Columns.Length));

    private DatasetSizes MeasureAll()
    {
        var source = _reader.TakeText(ChunkBytes);
        var all = NewScan(1);
        var gate = new Lock();
        var (lines, chunks) = (source.LinesBefore, 0);
        (int Chunk, Exception Reason) failure = (int.MaxValue, null!);
        using var team = new WorkerTeam(Math.Min(_options.Workers, MostWorkers));
        team.Run(worker =>
        {
            var (chunk, scan) = (new CsvChunk(ArrayPool<byte>.Shared), NewScan(1));
            try
            {
                while (Next(out var number, out var linesBefore))
                {
                    try
                    {
                        scan.TakeAll(chunk.Buffer, chunk.Length, chunk.IsWhole, _cancellationToken);
                        if (chunk.Failure is not null) throw chunk.Failure;
                    }
                    catch (Exception e)
                    {
                        // The first of the file is the one to tell, whichever worker met it.
                        var reason = e is DatasetException d ? CsvChunk.Behind(d, linesBefore) : e;
                        lock (gate) if (number < failure.Chunk) failure = (number, reason);
                    }

                    if (worker == 0 && _reader.TotalBytes > 0) _progress?.Invoke((double)_reader.BytesRead / _reader.TotalBytes);
                }
            }
            finally
            {
                chunk.Return();
            }

            lock (gate) all.Add(scan);

            bool Next(out int number, out long linesBefore)
            {
                lock (gate)
                {
                    (number, linesBefore) = (chunks, lines);
                    if (failure.Reason is not null || !source.TryFill(chunk, _cancellationToken)) return false;
                    lines += CsvWindow.CountLines(chunk.Buffer.AsSpan(0, chunk.Length));
                    chunks++;
                    return true;
                }
            }
        });
        if (failure.Reason is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure.Reason);
        _cancellationToken.ThrowIfCancellationRequested();
        return Summarize(all, null);
    }

    /// <returns>Null where there is nothing to gain by a sample, or none can be had.</returns>
    private DatasetSizes? MeasureSample()
    {
        if (_reader.RecordRange is not { } range || range.End - range.First <= _options.SampleBytes) return null;
        var blockBytes = (int)Math.Clamp(_options.SampleBytes / MostBlocks, LeastBlockBytes, 1 << 28);
        var blocks = (int)Math.Clamp(_options.SampleBytes / blockBytes, LeastBlocks, MostBlocks);
        if ((long)blocks * blockBytes * 2 > range.End - range.First) return null;
        var all = NewScan(blocks);
        var gate = new Lock();
        var next = -1;
        (int Block, Exception Reason) failure = (int.MaxValue, null!);
        using var team = new WorkerTeam(Math.Min(_options.Workers, MostWorkers));
        team.Run(worker =>
        {
            var (buffer, scan) = (new byte[blockBytes + StructuralCursor.Padding], NewScan(blocks));
            for (var block = Interlocked.Increment(ref next); block < blocks; block = Interlocked.Increment(ref next))
            {
                var offset = range.First + (range.End - range.First - blockBytes) * block / (blocks - 1);
                try
                {
                    TakeBlock(scan, buffer.AsMemory(0, blockBytes), offset, block, range);
                }
                catch (Exception e)
                {
                    // All before it are being looked at already; the first of the file is the one to tell.
                    lock (gate) if (block < failure.Block) failure = (block, e);
                    Volatile.Write(ref next, blocks);
                }

                if (worker == 0) _progress?.Invoke((double)block / blocks);
            }

            lock (gate) all.Add(scan);
        });
        if (failure.Reason is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure.Reason);
        // One block tells nothing about its error.
        if (all.Bytes.Count(b => b > 0) < LeastBlocks / 2) return null;
        return Summarize(all, new SampleScale([.. all.Bytes.Select(b => (double)b)], range.End - range.First));
    }

    private void TakeBlock(CsvColumnScan scan, Memory<byte> memory, long offset, int block, (long First, long End) range)
    {
        _ = System.Runtime.InteropServices.MemoryMarshal.TryGetArray<byte>(memory, out var segment);
        var buffer = segment.Array!;
        var length = _reader.ReadTextAt(memory.Span, offset);
        var isFinal = offset + length >= range.End;
        var start = offset == range.First ? 0 : CsvColumnScan.NextLine(buffer, 0, length);
        var (best, most) = (start, -1);
        for (var attempt = 0; attempt < MostStarts && start >= 0; attempt++)
        {
            // Within quotes a block is turned inside out, and soon does not split.
            var (bytes, isWhole) = scan.TrySplit(buffer, start, length, isFinal, _cancellationToken);
            if (bytes > most) (best, most) = (start, bytes);
            if (isWhole) break;
            start = CsvColumnScan.NextLine(buffer, start, length);
        }

        if (best < 0) return;
        try
        {
            scan.TakeSplit(buffer, best, length, isFinal, block, _cancellationToken);
        }
        catch (DatasetException e)
        {
            throw CsvChunk.Behind(e, _reader.LinesBefore(offset + best) ?? 0);
        }
    }

    private DatasetSizes Summarize(CsvColumnScan scan, SampleScale? scale)
    {
        var summary = new SizeSummary(scan.Rows, scale, _options.Rows);
        for (var i = 0; i < scan.Profiles.Length; i++)
        {
            var (plan, profile) = (_reader.Plan.Columns[i], scan.Profiles[i]);
            // All records tell more than the sample that others take the types from.
            var seen = scale is null || plan.Type == profile.TextType ? profile.TextType : Wider(plan.Type, profile.TextType);
            summary.Add(new ColumnFacts
            {
                Name = plan.Name,
                Type = plan.IsInferred ? seen : plan.Type,
                IsGiven = !plan.IsInferred || seen != profile.TextType,
                IsReadAsText = true,
            }, profile);
        }

        return summary.Complete(scan.Bytes.Sum());
    }

    /// <summary>What two samples of a column say, where they differ.</summary>
    private static ColumnType Wider(ColumnType a, ColumnType b)
    {
        if (a.Kind == ColumnKind.String || b.Kind == ColumnKind.String) return ColumnType.String;
        return a.Kind is ColumnKind.Int64 or ColumnKind.Date ? b : a;
    }
}
