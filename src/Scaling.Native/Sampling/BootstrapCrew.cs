using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Scaling.Native.Sampling;

/// <summary>The threads of one run. They take the blocks in order of group and block, so that few groups are at work at a time.</summary>
internal sealed class BootstrapCrew : IDisposable
{
    private readonly object _done = new();
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _userToken;
    private readonly ConcurrentBag<double[]> _buffers = [];
    private readonly GroupBootstrap?[] _groups;
    private readonly BootstrapOutcome?[] _outcomes;
    private readonly List<Thread> _threads = [];
    private readonly int _blocksPerGroup;
    private readonly long _blocks;
    private long _nextBlock = -1;
    private long _blocksDone;
    private int _groupsDone;
    private ExceptionDispatchInfo? _crash;

    public BootstrapCrew(IReadOnlyList<BootstrapGroup> groups, BootstrapOptions options, CancellationToken cancellationToken)
    {
        _userToken = cancellationToken;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _groups = new GroupBootstrap[groups.Count];
        for (var index = 0; index < _groups.Length; index++)
        {
            _groups[index] = new GroupBootstrap(index, groups[index], options);
        }

        _outcomes = new BootstrapOutcome[groups.Count];
        _blocksPerGroup = GroupBootstrap.BlocksOf(options);
        _blocks = (long)_blocksPerGroup * groups.Count;
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
                Monitor.Wait(_done, timeout);
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
            for (long number; (number = Interlocked.Increment(ref _nextBlock)) < _blocks;)
            {
                token.ThrowIfCancellationRequested();
                var group = (int)(number / _blocksPerGroup);
                var outcome = _groups[group]!.DrawBlock((int)(number % _blocksPerGroup), _buffers, token);
                Interlocked.Increment(ref _blocksDone);
                if (outcome is not null)
                {
                    Finish(group, outcome);
                }
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

    private void Finish(int group, BootstrapOutcome outcome)
    {
        _groups[group] = null;
        Interlocked.Increment(ref _groupsDone);
        lock (_done)
        {
            _outcomes[group] = outcome;
            Monitor.PulseAll(_done);
        }
    }
}
