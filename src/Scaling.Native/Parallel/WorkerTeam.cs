using System.Runtime.ExceptionServices;

namespace Scaling.Native.Parallel;

/// <summary>Threads that stay up between parallel sections, so that a section costs microseconds rather than thread starts. The thread
/// that asks for a section is worker 0 of it. One section runs at a time; a team belongs to the thread that uses it.</summary>
public sealed class WorkerTeam : IDisposable
{
    // A section that follows soon finds its workers awake. Longer spinning takes processors from others.
    private const int SpinsBeforeSleep = 60;
    private const int IterationsPerSpin = 30;

    [ThreadStatic]
    private static int _currentWorker;

    [ThreadStatic]
    private static WorkerTeam? _currentTeam;

    private readonly Member[] _members;
    private readonly SemaphoreSlim _ended = new(0);
    private volatile Section? _section;
    private volatile bool _disposed;

    /// <param name="workers">Threads at work in a section, the caller's included.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="workers"/> is below 1.</exception>
    public WorkerTeam(int workers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        Workers = workers;
        _members = new Member[workers - 1];
        for (var i = 0; i < _members.Length; i++) _members[i] = new Member(this, i + 1);
        try
        {
            foreach (var member in _members) member.Start();
        }
        catch
        {
            // The system has no more threads; those that it has given must not stay.
            Dispose();
            throw;
        }
    }

    /// <summary>Threads at work in a section.</summary>
    public int Workers { get; }

    /// <summary>Runs <paramref name="body"/> once on each worker, with its number from 0, and returns when all have ended.</summary>
    /// <exception cref="InvalidOperationException">The caller is already a worker of a section of this team.</exception>
    /// <exception cref="ObjectDisposedException">The team is disposed.</exception>
    /// <remarks>What the first worker to fail throws is thrown here, after all have ended.</remarks>
    public void Run(Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_currentTeam == this) throw new InvalidOperationException("A worker cannot wait for its own team.");
        var section = new Section(body, _members.Length);
        if (_members.Length > 0)
        {
            _section = section;
            Interlocked.MemoryBarrier();
            foreach (var member in _members) member.WakeUp();
        }

        section.Work(this, 0);
        if (_members.Length > 0) Await(section);
        section.Failure?.Throw();
    }

    /// <summary>Runs <paramref name="body"/> for the items 0 … <paramref name="count"/> − 1, each handed to the worker that is free first.
    /// From within a section of this team the items run on the caller alone.</summary>
    /// <remarks>After a failure no further items are handed out.</remarks>
    public void ForEach(int count, Action<int> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (count <= 1 || _members.Length == 0 || _currentTeam == this)
        {
            for (var item = 0; item < count; item++) body(item);
            return;
        }

        var next = -1;
        Run(_ =>
        {
            try
            {
                for (int item; (item = Interlocked.Increment(ref next)) < count;) body(item);
            }
            catch
            {
                Volatile.Write(ref next, count);
                throw;
            }
        });
    }

    /// <summary>The number of the worker that the calling thread is in a section of this team, else 0.</summary>
    public int CurrentWorker => _currentTeam == this ? _currentWorker : 0;

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Interlocked.MemoryBarrier();
        foreach (var member in _members) member.WakeUp();
        foreach (var member in _members) member.Dispose();
        _ended.Dispose();
    }

    private void Await(Section section)
    {
        for (var spin = 0; spin < SpinsBeforeSleep; spin++)
        {
            if (section.IsDone) return;
            Thread.SpinWait(IterationsPerSpin);
        }

        // The last worker to end releases the semaphore only for a caller that has said it will wait.
        if (section.CallerWaits()) _ended.Wait();
    }

    /// <summary>One call of <see cref="Run"/>.</summary>
    private sealed class Section(Action<int> body, int members)
    {
        private int _parts = members;
        private int _sleeper;
        private ExceptionDispatchInfo? _failure;

        internal ExceptionDispatchInfo? Failure => _failure;

        internal bool IsDone => Volatile.Read(ref _parts) == 0;

        internal void Work(WorkerTeam team, int worker)
        {
            var (outerTeam, outerWorker) = (_currentTeam, _currentWorker);
            (_currentTeam, _currentWorker) = (team, worker);
            try
            {
                body(worker);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
            }
            finally
            {
                (_currentTeam, _currentWorker) = (outerTeam, outerWorker);
            }
        }

        internal void End(SemaphoreSlim ended)
        {
            if (Interlocked.Decrement(ref _parts) == 0 && Interlocked.Exchange(ref _sleeper, 1) == 1) ended.Release();
        }

        /// <summary>False where the last worker ended first.</summary>
        internal bool CallerWaits() => Interlocked.Exchange(ref _sleeper, 1) == 0;
    }

    private sealed class Member : IDisposable
    {
        private readonly WorkerTeam _team;
        private readonly int _number;
        private readonly Thread _thread;
        private readonly SemaphoreSlim _wake = new(0);
        private int _asleep;

        internal Member(WorkerTeam team, int number)
        {
            (_team, _number) = (team, number);
            _thread = new Thread(Loop) { IsBackground = true, Name = $"Scaling worker {number}" };
        }

        internal void Start() => _thread.Start();

        /// <summary>Waits for the thread to end.</summary>
        public void Dispose()
        {
            if (!_thread.ThreadState.HasFlag(ThreadState.Unstarted)) _thread.Join();
            _wake.Dispose();
        }

        internal void WakeUp()
        {
            if (Interlocked.Exchange(ref _asleep, 0) == 1) _wake.Release();
        }

        private void Loop()
        {
            Section? last = null;
            while (Next(last) is { } section)
            {
                last = section;
                section.Work(_team, _number);
                section.End(_team._ended);
            }
        }

        /// <summary>Waits for a section other than the last; null when the team is disposed.</summary>
        private Section? Next(Section? last)
        {
            while (true)
            {
                for (var spin = 0; spin < SpinsBeforeSleep; spin++)
                {
                    if (_team._disposed) return null;
                    if (_team._section is { } next && next != last) return next;
                    Thread.SpinWait(IterationsPerSpin);
                }

                Volatile.Write(ref _asleep, 1);
                Interlocked.MemoryBarrier();
                var stay = !_team._disposed && (_team._section is not { } now || now == last);

                // Whoever takes the flag back first decides: a wake-up under way must be consumed, or it would count for the next sleep.
                if (stay || Interlocked.Exchange(ref _asleep, 0) == 0) _wake.Wait();
            }
        }
    }
}
