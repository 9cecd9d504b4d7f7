namespace Scaling.Native.Storage;

/// <summary>
/// A file written beside its target under a temporary name and renamed over it when it is whole, so that the target is either the
/// old file or the new one, also after a crash.
/// </summary>
public sealed class AtomicFile : IDisposable
{
    private readonly string _temporaryPath;
    private readonly bool _overwrite;
    private bool _done;

    /// <param name="path">Full path of the target; its folder must exist.</param>
    /// <param name="overwrite">Whether <see cref="Commit"/> may replace an existing file.</param>
    /// <exception cref="IOException">The target exists and must not be replaced, or is a directory, or the folder cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public AtomicFile(string path, bool overwrite)
    {
        if (Directory.Exists(path)) throw new IOException($"'{path}' is a directory.");
        if (File.Exists(path) && !overwrite) throw new IOException($"The file '{path}' already exists.");
        (Path, _overwrite) = (path, overwrite);
        // The same folder: a rename between file systems would be a copy.
        var folder = System.IO.Path.GetDirectoryName(path)!;
        _temporaryPath = System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(path)}.{System.IO.Path.GetRandomFileName()}.tmp");
        Stream = new FileStream(_temporaryPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1 << 16);
    }

    public string Path { get; }

    public FileStream Stream { get; }

    /// <summary>Flushes to the device and renames.</summary>
    /// <exception cref="IOException">The disk is full, or the target appeared meanwhile and must not be replaced.</exception>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        // Windows refuses to replace a read-only file; whoever opened it for replacing has agreed to that.
        if (_overwrite && OperatingSystem.IsWindows() && new FileInfo(Path) is { Exists: true, IsReadOnly: true } existing) existing.IsReadOnly = false;
        File.Move(_temporaryPath, Path, _overwrite);
        _done = true;
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (_done) return;
        _done = true;
        File.Delete(_temporaryPath);
    }
}
