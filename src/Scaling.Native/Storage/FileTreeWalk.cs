using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Scaling.Native.Storage;

/// <summary>One walk: its threads count and hand over what they cannot read, the caller's thread passes that on.</summary>
internal sealed class FileTreeWalk : IDisposable
{
    private const int ReportsInFlight = 256;
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(200);

    // Under the two seconds in which a stopped pipeline is to end; only a file system that hangs takes as much.
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1.5);

    private readonly FolderQueue _queue = new();
    private readonly BlockingCollection<UnreadableFolder> _reports = new(ReportsInFlight);
    private readonly CancellationTokenSource _stop;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly FolderWorker[] _workers;
    private readonly List<Thread> _threads = [];
    private int _running;
    private ExceptionDispatchInfo? _failure;

    internal FileTreeWalk(string root, FileTreeWalkOptions options, IFolderReader reader, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _workers = new FolderWorker[options.Workers];
        for (var i = 0; i < _workers.Length; i++)
            _workers[i] = new FolderWorker(_queue, reader, options.Depth, report => _reports.Add(report, _stop.Token));
        _queue.Add([new PendingFolder(null, root, 0)]);
    }

    /// <summary>Whether a thread of the walk is alive.</summary>
    internal bool IsRunning => _threads.Exists(thread => thread.IsAlive);

    /// <summary>Walks to the end. To be called once.</summary>
    internal FileSizeDistribution Run(Action<UnreadableFolder>? onUnreadable, IProgress<FileTreeProgress>? progress)
    {
        _running = _workers.Length;
        try
        {
            foreach (var worker in _workers) Start(worker);
            Relay(onUnreadable, progress);
            _threads.ForEach(thread => thread.Join());
        }
        catch
        {
            _stop.Cancel();
            _queue.Close();
            var clock = Stopwatch.StartNew();
            _threads.ForEach(thread => thread.Join(StopLimit > clock.Elapsed ? StopLimit - clock.Elapsed : TimeSpan.Zero));
            _failure?.Throw();
            throw;
        }

        return Result();
    }

    public void Dispose()
    {
        // A thread that hangs in a dead network file system still holds both when it wakes, long after the walk was given up.
        if (IsRunning) return;
        _reports.Dispose();
        _stop.Dispose();
    }

    private void Start(FolderWorker worker)
    {
        // Threads of its own: they spend their time waiting for a device, which would starve the shared pool.
        var thread = new Thread(() => Work(worker)) { IsBackground = true, Name = "Scaling file walk" };
        thread.Start();
        _threads.Add(thread);
    }

    private void Work(FolderWorker worker)
    {
        try
        {
            worker.Run(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            _failure ??= ExceptionDispatchInfo.Capture(exception);
            _stop.Cancel();
        }

        if (Interlocked.Decrement(ref _running) == 0) _reports.CompleteAdding();
    }

    private void Relay(Action<UnreadableFolder>? onUnreadable, IProgress<FileTreeProgress>? progress)
    {
        var lastReport = _clock.Elapsed;
        while (!_reports.IsCompleted)
        {
            if (_reports.TryTake(out var folder, (int)ReportInterval.TotalMilliseconds, _stop.Token)) onUnreadable?.Invoke(folder);
            if (progress is null || _clock.Elapsed - lastReport < ReportInterval) continue;
            lastReport = _clock.Elapsed;
            progress.Report(new FileTreeProgress(Sum(w => w.Folders), Sum(w => w.Files), Sum(w => w.TotalBytes), lastReport));
        }

        _stop.Token.ThrowIfCancellationRequested();
    }

    private FileSizeDistribution Result()
    {
        var histogram = new FileSizeHistogram();
        foreach (var worker in _workers) histogram.Add(worker.Histogram);
        return new FileSizeDistribution(histogram.ToBins(), new FileTreeSummary
        {
            Folders = Sum(worker => worker.Folders),
            Files = histogram.Files,
            TotalBytes = histogram.TotalBytes,
            Links = Sum(worker => worker.Links),
            SpecialFiles = Sum(worker => worker.SpecialFiles),
            OtherFileSystems = Sum(worker => worker.OtherFileSystems),
            UnreadableFolders = Sum(worker => worker.UnreadableFolders),
            Elapsed = _clock.Elapsed,
        });
    }

    private long Sum(Func<FolderWorker, long> count) =>
        _workers.Aggregate(0L, (sum, worker) => FileSizeHistogram.SaturatedSum(sum, count(worker)));
}
