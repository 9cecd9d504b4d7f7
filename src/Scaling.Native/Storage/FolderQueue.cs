using System.Diagnostics.CodeAnalysis;

namespace Scaling.Native.Storage;

/// <summary>
/// A folder that waits to be read. The parent's path is shared by its children, so a wide folder costs little more than its names.
/// </summary>
internal sealed record PendingFolder(string? ParentPath, string Name, int Depth)
{
    internal string Path => ParentPath is null ? Name : System.IO.Path.Join(ParentPath, Name);
}

/// <summary>
/// The folders that are known and not yet read. Last in, first out: the walk goes deep first, which keeps the queue about as long as
/// the siblings along one path.
/// </summary>
internal sealed class FolderQueue
{
    private readonly object _gate = new();
    private readonly Stack<PendingFolder> _pending = [];
    private int _beingRead;
    private bool _closed;

    /// <summary>Waits for a folder; false once every folder has been read or the queue was closed.</summary>
    internal bool TryTake([NotNullWhen(true)] out PendingFolder? folder)
    {
        lock (_gate)
        {
            while (!_closed && _pending.Count == 0 && _beingRead > 0) Monitor.Wait(_gate);
            folder = null;
            if (_closed || !_pending.TryPop(out folder)) return false;
            _beingRead++;
            return true;
        }
    }

    internal void Add(IEnumerable<PendingFolder> folders)
    {
        lock (_gate)
        {
            foreach (var folder in folders) _pending.Push(folder);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The folder taken before has been read, its subfolders are added.</summary>
    internal void MarkRead()
    {
        lock (_gate)
        {
            if (--_beingRead == 0 && _pending.Count == 0) Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Nothing more is handed out.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }
}
