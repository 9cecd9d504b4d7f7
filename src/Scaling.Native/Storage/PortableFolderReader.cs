using System.IO.Enumeration;

namespace Scaling.Native.Storage;

/// <summary>
/// Reads folders through <see cref="FileSystemEnumerator{TResult}"/>, without an object a file. Exact on Windows; on Unix it cannot
/// tell pipes, sockets and devices from empty files, nor reach names that are not UTF-8.
/// </summary>
internal sealed class PortableFolderReader : IFolderReader
{
    private readonly HashSet<string> _mountPoints = [];

    internal PortableFolderReader(bool oneFileSystem)
    {
        // On Windows a mounted volume is a junction, which is never entered.
        if (oneFileSystem && !OperatingSystem.IsWindows())
            _mountPoints.UnionWith(DriveInfo.GetDrives().Select(drive => Path.TrimEndingDirectorySeparator(drive.Name)));
    }

    public void Read(string path, IFolderVisitor visitor, CancellationToken cancellationToken)
    {
        using var entries = new Entries(path, visitor, _mountPoints, cancellationToken);
        entries.MoveNext();
    }

    private sealed class Entries : FileSystemEnumerator<bool>
    {
        private static readonly DateTimeOffset NoTime = DateTimeOffset.FromFileTime(0);

        private readonly IFolderVisitor _visitor;
        private readonly HashSet<string> _mountPoints;
        private readonly CancellationToken _cancellationToken;

        internal Entries(string path, IFolderVisitor visitor, HashSet<string> mountPoints, CancellationToken cancellationToken)
            : base(path, new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false })
        {
            _visitor = visitor;
            _mountPoints = mountPoints;
            _cancellationToken = cancellationToken;
        }

        // No entry is ever yielded, so that the one MoveNext runs through all of them.
        protected override bool ShouldIncludeEntry(ref FileSystemEntry entry)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (IsLink(ref entry)) _visitor.OnLink();
            else if (!entry.IsDirectory) VisitFile(ref entry);
            else if (_mountPoints.Count > 0 && _mountPoints.Contains(entry.ToFullPath())) _visitor.OnOtherFileSystem();
            else _visitor.OnFolder(entry.FileName.ToString());
            return false;
        }

        protected override bool TransformEntry(ref FileSystemEntry entry) => false;

        private static bool IsLink(ref FileSystemEntry entry) =>
            entry.Attributes.HasFlag(FileAttributes.ReparsePoint)
            && (!OperatingSystem.IsWindows() || WindowsReparsePoint.IsLink(entry.ToFullPath()));

        private void VisitFile(ref FileSystemEntry entry)
        {
            var modified = LastWriteTime(ref entry);
            if (modified == NoTime && !OperatingSystem.IsWindows()) VisitUnknown(entry.ToFullPath());
            else _visitor.OnFile(entry.Length, modified.ToUnixTimeSeconds());
        }

        // The enumerator answers so for a file it could not ask about; asked for alone, the system gives its reason.
        private void VisitUnknown(string path)
        {
            try
            {
                File.GetAttributes(path);
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                _visitor.OnUncounted(exception);
            }
        }

        private static DateTimeOffset LastWriteTime(ref FileSystemEntry entry)
        {
            try
            {
                return entry.LastWriteTimeUtc;
            }
            catch (ArgumentOutOfRangeException)
            {
                // File systems have room for years after 9999.
                return DateTimeOffset.MaxValue;
            }
        }
    }
}
