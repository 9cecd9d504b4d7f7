namespace Scaling.Native.Storage;

/// <summary>One thread's share of a walk: what it counted, and the visitor of the folder it is reading.</summary>
internal sealed class FolderWorker : IFolderVisitor
{
    private const int SubfoldersPerHandover = 64;

    private readonly FolderQueue _queue;
    private readonly IFolderReader _reader;
    private readonly int _maximumDepth;
    private readonly Action<UnreadableFolder> _report;
    private readonly List<PendingFolder> _subfolders = [];

    private PendingFolder? _folder;
    private string _path = "";
    private long _uncounted;
    private Exception? _uncountedReason;
    private long _folders;
    private long _files;
    private long _bytes;

    internal FolderWorker(FolderQueue queue, IFolderReader reader, int? maximumDepth, Action<UnreadableFolder> report)
    {
        _queue = queue;
        _reader = reader;
        _maximumDepth = maximumDepth ?? int.MaxValue;
        _report = report;
    }

    internal FileSizeHistogram Histogram { get; } = new();

    internal long Links { get; private set; }

    internal long SpecialFiles { get; private set; }

    internal long OtherFileSystems { get; private set; }

    internal long UnreadableFolders { get; private set; }

    // Read by the reporting thread while this one counts; whole 64-bit values, and a late one does no harm.
    internal long Folders => Volatile.Read(ref _folders);

    internal long Files => Volatile.Read(ref _files);

    internal long TotalBytes => Volatile.Read(ref _bytes);

    /// <summary>Reads folders until none is left.</summary>
    /// <exception cref="OperationCanceledException">The walk was stopped.</exception>
    internal void Run(CancellationToken cancellationToken)
    {
        while (_queue.TryTake(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Read(folder, cancellationToken);
            _queue.MarkRead();
        }
    }

    public void OnFile(long bytes, long modifiedUnixSeconds)
    {
        Histogram.Add(bytes, modifiedUnixSeconds);
        Volatile.Write(ref _files, Histogram.Files);
        Volatile.Write(ref _bytes, Histogram.TotalBytes);
    }

    public void OnFolder(string name)
    {
        if (_folder!.Depth >= _maximumDepth) return;
        _subfolders.Add(new PendingFolder(_path, name, _folder.Depth + 1));
        if (_subfolders.Count >= SubfoldersPerHandover) HandOver();
    }

    public void OnLink() => Links++;

    public void OnSpecialFile() => SpecialFiles++;

    public void OnOtherFileSystem() => OtherFileSystems++;

    public void OnUncounted(Exception reason)
    {
        _uncounted++;
        _uncountedReason ??= reason;
    }

    private void Read(PendingFolder folder, CancellationToken cancellationToken)
    {
        _folder = folder;
        _path = folder.Path;
        _uncounted = 0;
        _uncountedReason = null;
        try
        {
            _reader.Read(_path, this, cancellationToken);
            Volatile.Write(ref _folders, _folders + 1);
            if (_uncountedReason is { } reason) Report(new UnreadableFolder(UnixPath.ToDisplay(_path), _uncounted, reason));
        }
        catch (DirectoryNotFoundException) when (folder.ParentPath is not null)
        {
            // Removed since its parent was listed: the tree no longer holds it.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Report(new UnreadableFolder(UnixPath.ToDisplay(_path), null, exception));
        }

        HandOver();
    }

    private void Report(UnreadableFolder folder)
    {
        UnreadableFolders++;
        _report(folder);
    }

    private void HandOver()
    {
        if (_subfolders.Count == 0) return;
        _queue.Add(_subfolders);
        _subfolders.Clear();
    }
}
