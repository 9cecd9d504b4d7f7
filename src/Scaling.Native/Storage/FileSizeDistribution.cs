using System.Collections.Immutable;

namespace Scaling.Native.Storage;

/// <summary>What a walk found.</summary>
/// <param name="Bins">By size and then by month, both ascending; only bins that hold a file.</param>
/// <param name="Summary">The walk in numbers.</param>
public sealed record FileSizeDistribution(ImmutableArray<FileSizeHistogramBin> Bins, FileTreeSummary Summary);

/// <summary>A walk in numbers.</summary>
public sealed record FileTreeSummary
{
    /// <summary>Folders read, the root included.</summary>
    public required long Folders { get; init; }

    /// <summary>Regular files counted.</summary>
    public required long Files { get; init; }

    /// <summary>Sum of their sizes in bytes.</summary>
    public required long TotalBytes { get; init; }

    /// <summary>Symbolic links and junctions, neither followed nor counted as files.</summary>
    public required long Links { get; init; }

    /// <summary>Pipes, sockets and devices, not counted as files.</summary>
    public required long SpecialFiles { get; init; }

    /// <summary>Folders of other file systems that were not entered.</summary>
    public required long OtherFileSystems { get; init; }

    /// <summary>Folders that were reported as unreadable, in whole or in part.</summary>
    public required long UnreadableFolders { get; init; }

    /// <summary>Duration of the walk.</summary>
    public required TimeSpan Elapsed { get; init; }
}

/// <summary>The state of a walk under way.</summary>
/// <param name="Folders">Folders read so far.</param>
/// <param name="Files">Files counted so far.</param>
/// <param name="TotalBytes">Sum of their sizes in bytes.</param>
/// <param name="Elapsed">Time since the walk began.</param>
public readonly record struct FileTreeProgress(long Folders, long Files, long TotalBytes, TimeSpan Elapsed);

/// <summary>A folder of which not everything could be counted.</summary>
/// <param name="Path">Its path; bytes that are not UTF-8 show as U+FFFD.</param>
/// <param name="UncountedFiles">Number of listed entries whose size was refused; null where the listing itself failed.</param>
/// <param name="Reason">An <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
public sealed record UnreadableFolder(string Path, long? UncountedFiles, Exception Reason);
