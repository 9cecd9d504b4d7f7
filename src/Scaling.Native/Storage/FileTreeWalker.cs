namespace Scaling.Native.Storage;

/// <summary>Counts the regular files of a folder tree by size and month.</summary>
public static class FileTreeWalker
{
    /// <summary>
    /// Walks the tree below <paramref name="root"/>. Links are not followed, except where the root itself is one. Files are never
    /// opened. What vanishes during the walk is skipped; a folder that cannot be read is reported, and the walk goes on.
    /// </summary>
    /// <param name="root">An existing folder.</param>
    /// <param name="options">How to walk.</param>
    /// <param name="onUnreadable">Called on the calling thread for every folder of which not everything could be counted.</param>
    /// <param name="progress">Called on the calling thread about five times a second.</param>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <exception cref="DirectoryNotFoundException"><paramref name="root"/> is not an existing folder.</exception>
    /// <exception cref="OperationCanceledException">The walk was stopped.</exception>
    public static FileSizeDistribution Measure(
        string root,
        FileTreeWalkOptions options,
        Action<UnreadableFolder>? onUnreadable = null,
        IProgress<FileTreeProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        root = Path.GetFullPath(root);
        if (!Directory.Exists(root)) throw new DirectoryNotFoundException($"The folder '{root}' does not exist.");
        var reader = FolderReader.For(root, options.OneFileSystem);
        using var walk = new FileTreeWalk(root, options, reader, cancellationToken);
        return walk.Run(onUnreadable, progress);
    }
}
