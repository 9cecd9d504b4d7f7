using System.Runtime.ExceptionServices;

namespace Scaling.Native.Sampling;

/// <summary>
/// The threads of one run. They take the blocks in order of group and block, so that few groups are at work at a time; those of a group that
/// is drawn again come first.
/// </summary>
internal sealed class BootstrapCrew : IDisposable
{
    /// <summary>Blocks taken at once: so many that taking them costs little, and few enough for all workers to end together.</summary>
    private const int MostBlocksAtOnce = 16;

    private const int BatchesPerWorker = 32;

    private readonly object _done = new();
    private readonly int _batch;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _userToken;
    private readonly IReadOnlyList<BootstrapGroup> _source;
    private readonly BootstrapOptions _options;
    private readonly GroupBootstrap?[] _groups;
    private readonly BootstrapOutcome?[] _outcomes;
    private readonly List<Thread> _threads = [];
    private readonly Queue<(int Index, GroupBootstrap Group)> _again = [];
    private readonly int _blocksPerGroup;
    private readonly long _blocks;
    private long _nextBlock;
    private long _blocksDone;
    private int _groupsDone;
    private int _awaited = -1;
    private int _againCount;
    private ExceptionDispatchInfo? _crash;

    public BootstrapCrew(IReadOnlyList<BootstrapGroup> groups, BootstrapOptions options, CancellationToken cancellationToken)
    {
        _userToken = cancellationToken;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        (_source, _options) = (groups, options);
        _groups = new GroupBootstrap[groups.Count];
        _outcomes = new BootstrapOutcome[groups.Count];
        _blocksPerGroup = GroupBootstrap.BlocksOf(options);
        _blocks = (long)_blocksPerGroup * groups.Count;
        _batch = (int)Math.Clamp(_blocks / (options.Workers * BatchesPerWorker), 1, MostBlocksAtOnce);
    }

    public BootstrapProgress Progress =>
        new(Volatile.Read(ref _groupsDone), _groups.Length, Interlocked.Read(ref _blocksDone), _blocks);

    public void Start(int workers)
    {
        for (var worker = 1; worker <= workers; worker++)
        {
            var thread = new Thread(Work) { IsBackground = true, Name = $"Scaling bootstrap {worker}" };
            thread.Start();
            _threads.Add(thread);
        }
    }

    /// <summary>The group's outcome, taken out, or null when the time passes without one.</summary>
    public BootstrapOutcome? Wait(int group, TimeSpan timeout)
    {
        lock (_done)
        {
            if (_outcomes[group] is null && _crash is null && !_stop.IsCancellationRequested)
            {
                _awaited = group;
                Monitor.Wait(_done, timeout);
                _awaited = -1;
            }

            _userToken.ThrowIfCancellationRequested();
            _crash?.Throw();
            var outcome = _outcomes[group];
            _outcomes[group] = null;
            return outcome;
        }
    }

    /// <summary>Stops the threads and waits for them: no longer than one mean takes.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        lock (_done)
        {
            Monitor.PulseAll(_done);
        }

        foreach (var thread in _threads)
        {
            thread.Join();
        }

        _stop.Dispose();
    }

    private void Work()
    {
        try
        {
            var token = _stop.Token;
            while (true)
            {
                if (TryTakeAgain() is var (index, group, block))
                {
                    DrawBlock(index, group, block, isFirstPass: false, token);
                    continue;
                }

                var first = Interlocked.Add(ref _nextBlock, _batch) - _batch;
                for (var number = first; number < Math.Min(first + _batch, _blocks); number++)
                {
                    index = (int)(number / _blocksPerGroup);
                    DrawBlock(index, _groups[index] ?? Begin(index), (int)(number % _blocksPerGroup), isFirstPass: true, token);
                }

                if (first >= _blocks && !WaitForMore()) return;
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            lock (_done)
            {
                _crash ??= ExceptionDispatchInfo.Capture(exception);
                Monitor.PulseAll(_done);
            }

            _stop.Cancel();
        }
    }

    private void DrawBlock(int index, GroupBootstrap group, int block, bool isFirstPass, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var outcome = group.DrawBlock(block, token, out var drawAgain);
        // Before the outcome is there, so that whoever has seen it sees all its blocks.
        if (isFirstPass)
        {
            Interlocked.Increment(ref _blocksDone);
        }

        if (drawAgain)
        {
            lock (_done)
            {
                _again.Enqueue((index, group));
                Volatile.Write(ref _againCount, _again.Count);
                Monitor.PulseAll(_done);
            }

            return;
        }

        if (outcome is not null)
        {
            Finish(index, outcome);
        }
    }

    // A group is forgotten only after its last block, so this is never one that has ended.
    private GroupBootstrap Begin(int index)
    {
        var begun = new GroupBootstrap(index, _source[index], _options);
        return Interlocked.CompareExchange(ref _groups[index], begun, null) ?? begun;
    }

    private (int Index, GroupBootstrap Group, int Block)? TryTakeAgain()
    {
        if (Volatile.Read(ref _againCount) == 0)
        {
            return null;
        }

        lock (_done)
        {
            while (_again.TryPeek(out var first))
            {
                if (first.Group.TryTakeAgain(out var block))
                {
                    return (first.Index, first.Group, block);
                }

                _again.Dequeue();
                Volatile.Write(ref _againCount, _again.Count);
            }
        }

        return null;
    }

    /// <returns>False when every group has its outcome.</returns>
    private bool WaitForMore()
    {
        lock (_done)
        {
            while (_again.Count == 0 && _groupsDone < _groups.Length)
            {
                _stop.Token.ThrowIfCancellationRequested();
                Monitor.Wait(_done);
            }

            return _again.Count > 0;
        }
    }

    private void Finish(int group, BootstrapOutcome outcome)
    {
        _groups[group] = null;
        lock (_done)
        {
            _groupsDone++;
            _outcomes[group] = outcome;
            // One that waits for another group is not woken for this one.
            if (_awaited == group || _groupsDone == _groups.Length)
            {
                Monitor.PulseAll(_done);
            }
        }
    }
}
