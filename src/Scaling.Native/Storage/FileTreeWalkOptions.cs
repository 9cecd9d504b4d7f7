using Scaling.Native.Processors;

namespace Scaling.Native.Storage;

/// <summary>How <see cref="FileTreeWalker"/> walks.</summary>
public sealed record FileTreeWalkOptions
{
    private readonly int? _depth;
    private readonly int _workers = ResourceLimits.Workers();

    /// <summary>Levels of folders below the root that are read: 0 reads the root's own files only, null everything.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? Depth
    {
        get => _depth;
        init
        {
            if (value is { } depth) ArgumentOutOfRangeException.ThrowIfNegative(depth);
            _depth = value;
        }
    }

    /// <summary>Threads that read folders, each one folder at a time; what they count does not depend on their number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int Workers
    {
        get => _workers;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            _workers = value;
        }
    }

    /// <summary>Folders of another file system than the root's are not entered.</summary>
    public bool OneFileSystem { get; init; }
}
