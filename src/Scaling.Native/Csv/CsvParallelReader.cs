using System.Buffers;
using System.Runtime.ExceptionServices;

namespace Scaling.Native.Csv;

/// <summary>
/// Parses chunks of a file in several threads and delivers their rows in the file's order. No more than two chunks more than there are
/// threads are in memory.
/// </summary>
internal sealed class CsvParallelReader : IDisposable
{
    private static readonly TimeSpan JoinLimit = TimeSpan.FromSeconds(5);

    private readonly CsvReadPlan _plan;
    private readonly CsvChunkSource _source;
    private readonly CsvChunk[] _chunks;
    private readonly Thread[] _threads;
    private readonly SemaphoreSlim _free;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopped;
    private readonly Lock _sourceLock = new();
    private readonly object _gate = new();
    private CsvChunk? _current;
    private long _taken;
    private long _delivered;
    private long _lines;
    private bool _isAllTaken;

    internal CsvParallelReader(CsvReadPlan plan, CsvChunkSource source)
    {
        (_plan, _source, _lines, Consumed) = (plan, source, source.LinesBefore, source.Consumed);
        var workers = plan.Options.Workers;
        _stopped = _stop.Token;
        _chunks = [.. Enumerable.Range(0, workers + 2).Select(_ => new CsvChunk(ArrayPool<byte>.Shared))];
        _free = new(_chunks.Length);
        _threads = [.. Enumerable.Range(1, workers).Select(i => new Thread(Work) { IsBackground = true, Name = $"CSV reader {i}" })];
        foreach (var thread in _threads) thread.Start();
    }

    /// <summary>Bytes of text delivered.</summary>
    internal long Consumed { get; private set; }

    internal bool IsRunning => _threads.Any(thread => thread.IsAlive);

    /// <summary>The next rows, or null at the end.</summary>
    internal CsvRows? Read(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_stopped.IsCancellationRequested, this);
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            _current ??= WaitForNext(cancellationToken);
            if (_current is null) return null;
            Consumed = _current.TextEnd;
            if (_plan.Options.BadRecord is { } bad) _current.TakeBad(_lines, bad);
            if (_current.TryTake(out var rows)) return rows;
            if (_current.FailureBehind(_lines) is { } failure) ExceptionDispatchInfo.Throw(failure);
            _lines += _current.Lines;
            _current.IsReady = false;
            _current = null;
            _delivered++;
            _free.Release();
        }
    }

    /// <summary>Stops the threads. One that waits for a slow file is left to end with it.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        var end = DateTime.UtcNow + JoinLimit;
        foreach (var thread in _threads)
        {
            var left = end - DateTime.UtcNow;
            thread.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    private CsvChunk? WaitForNext(CancellationToken cancellationToken)
    {
        using var wake = cancellationToken.UnsafeRegister(_ => Wake(), null);
        lock (_gate)
        {
            var chunk = _chunks[_delivered % _chunks.Length];
            while (!chunk.IsReady)
            {
                if (_isAllTaken && _delivered == _taken) return null;
                cancellationToken.ThrowIfCancellationRequested();
                Monitor.Wait(_gate);
            }

            return chunk;
        }
    }

    private void Work()
    {
        try
        {
            var window = new CsvWindow();
            CsvChunk? current = null;
            var reader = new CsvRowReader(_plan, window, _plan.Options.BadRecord is null ? null : bad => current!.Add(bad));
            while (TakeNext() is { } chunk)
            {
                current = chunk;
                if (chunk.Length > 0) chunk.Parse(reader, window, _stopped);
                lock (_gate)
                {
                    chunk.IsReady = true;
                    Monitor.PulseAll(_gate);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed: nobody waits for rows any more.
        }
    }

    /// <summary>The next chunk of the file once there is room for it, or null at the end.</summary>
    private CsvChunk? TakeNext()
    {
        _free.Wait(_stopped);
        lock (_sourceLock)
        {
            if (_isAllTaken) return null;
            var chunk = _chunks[_taken % _chunks.Length];
            var isMore = false;
            try
            {
                isMore = _source.TryFill(chunk, _stopped);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // It is told in its turn, behind the rows before it.
                (chunk.Length, chunk.Failure) = (0, e);
            }

            lock (_gate)
            {
                if (isMore || chunk.Failure is not null) _taken++;
                if (isMore && chunk.Failure is null) return chunk;
                _isAllTaken = true;
                Monitor.PulseAll(_gate);
                return chunk.Failure is null ? null : chunk;
            }
        }
    }

    private void Wake()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }
}
