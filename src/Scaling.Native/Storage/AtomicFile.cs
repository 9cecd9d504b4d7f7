using Microsoft.Win32.SafeHandles;

namespace Scaling.Native.Storage;

/// <summary>
/// A file written beside its target under a temporary name and renamed over it when it is whole, so that the target is either the
/// old file or the new one, also after a crash. A link stays, and the file that it leads to is replaced; a replaced file's permissions
/// go to the new one.
/// </summary>
public sealed class AtomicFile : IDisposable
{
    private readonly string _target;
    private readonly FileMode _mode;
    private readonly SafeFileHandle _handle;
    private readonly bool _overwrite;
    private bool _done;

    /// <param name="path">Full path of the target; its folder must exist.</param>
    /// <param name="overwrite">Whether <see cref="Commit"/> may replace an existing file.</param>
    /// <exception cref="IOException">The target exists and must not be replaced, or is a directory or a device, or the folder cannot be
    /// written.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public AtomicFile(string path, bool overwrite) : this(path, overwrite, null)
    {
    }

    /// <param name="path">As of the other constructor.</param>
    /// <param name="overwrite">As of the other constructor.</param>
    /// <param name="temporaryPath">A temporary file of this target that was left, to go on with; null
    /// for a new one.</param>
    internal AtomicFile(string path, bool overwrite, string? temporaryPath)
    {
        if (Directory.Exists(path)) throw new IOException($"'{path}' is a directory.");
        if (File.Exists(path) && !overwrite) throw new IOException($"The file '{path}' already exists.");
        (Path, _target, _overwrite) = (path, FileLinks.Follow(path), overwrite);
        // A rename would put a file in the place of /dev/null.
        if (SpecialFile.IsAt(_target)) throw new IOException($"'{path}' is a device, pipe or socket, not a file.");
        // The same folder: a rename between file systems would be a copy.
        var folder = System.IO.Path.GetDirectoryName(_target)!;
        (_mode, TemporaryPath) = temporaryPath is null
            ? (FileMode.CreateNew, System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(_target)}.{System.IO.Path.GetRandomFileName()}.tmp"))
            : (FileMode.Open, temporaryPath);
        Stream = Create();
        _handle = Stream.SafeFileHandle;
    }

    /// <summary>The target, as it was named.</summary>
    public string Path { get; }

    public FileStream Stream { get; }

    internal string TemporaryPath { get; }

    /// <summary>Whether the temporary file stays where <see cref="Commit"/> was not reached.</summary>
    internal bool IsKept { get; set; }

    /// <summary>Flushes to the device and renames.</summary>
    /// <exception cref="IOException">The disk is full, or the target appeared meanwhile and must not be replaced.</exception>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        // Windows refuses to replace a read-only file; whoever opened it for replacing has agreed to that.
        if (_overwrite && OperatingSystem.IsWindows() && new FileInfo(_target) is { Exists: true, IsReadOnly: true } existing)
            existing.IsReadOnly = false;
        File.Move(TemporaryPath, _target, _overwrite);
        _done = true;
    }

    public void Dispose()
    {
        // Before the stream: flushing what is thrown away would fail again on a full disk, and the temporary file would stay.
        _handle.Dispose();
        Stream.Dispose();
        if (_done) return;
        _done = true;
        if (!IsKept) File.Delete(TemporaryPath);
    }

    private FileStream Create()
    {
        var options = new FileStreamOptions { Mode = _mode, Access = FileAccess.ReadWrite, Share = FileShare.Read, BufferSize = 1 << 16 };
        if (OperatingSystem.IsWindows() || !File.Exists(_target)) return new FileStream(TemporaryPath, options);
        var permissions = File.GetUnixFileMode(_target);
        // What was private never lies open, not even for a moment.
        if (_mode == FileMode.CreateNew) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var stream = new FileStream(TemporaryPath, options);
        try
        {
            // Asked for only where it changes something: not every mounted file system allows it.
            if (File.GetUnixFileMode(stream.SafeFileHandle) != permissions) File.SetUnixFileMode(stream.SafeFileHandle, permissions);
            return stream;
        }
        catch
        {
            stream.Dispose();
            if (_mode == FileMode.CreateNew) File.Delete(TemporaryPath);
            throw;
        }
    }
}
