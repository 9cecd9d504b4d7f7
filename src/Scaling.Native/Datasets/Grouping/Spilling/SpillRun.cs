using Microsoft.Win32.SafeHandles;

namespace Scaling.Native.Datasets.Grouping.Spilling;

/// <summary>
/// A file of partial groups sorted by key. It has no name that others could open: it is removed from its folder as soon as it is
/// made (Unix), or when its handle goes, with the process at the latest (Windows).
/// </summary>
internal sealed class SpillRun : IDisposable
{
    private readonly FileStream _file;

    /// <param name="folder">An existing folder.</param>
    /// <param name="level">How many merges its groups have been through.</param>
    /// <exception cref="IOException">The folder takes no file.</exception>
    internal SpillRun(string folder, int level)
    {
        Level = level;
        var path = Path.Combine(folder, $"scaling-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (OperatingSystem.IsWindows()) options.Options = FileOptions.DeleteOnClose;
        else options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new FileStream(path, options);
        if (!OperatingSystem.IsWindows()) File.Delete(path);
    }

    internal int Level { get; }

    internal long Length { get; set; }

    internal SafeFileHandle Handle => _file.SafeFileHandle;

    public void Dispose() => _file.Dispose();
}
