namespace Scaling.Native.Memory.Ceilings;

/// <summary>A step of a pipeline, in the names of objects: what it reads, makes and lets go.</summary>
public sealed record MemoryStep
{
    public required string Name { get; init; }

    /// <summary>Objects that must be in memory while the step runs.</summary>
    public IReadOnlyList<string> Reads { get; init; } = [];

    /// <summary>Objects that the step leaves in memory. A name that there is already stands for a new object from then on.</summary>
    public IReadOnlyList<MadeObject> Makes { get; init; } = [];

    /// <summary>Memory that the step needs beside what it reads and makes, and gives back when it ends.</summary>
    public MemorySize Temporary { get; init; } = MemorySize.Zero;

    /// <summary>Objects that the step lets go when it ends.</summary>
    public IReadOnlyList<string> Releases { get; init; } = [];

    /// <summary>What the step leaves in storage.</summary>
    public MemorySize Stored { get; init; } = MemorySize.Zero;

    /// <summary>Bytes of the files that the step reads, and that no step before it has read.</summary>
    public long InputFileBytes { get; init; }
}

/// <summary>An object that a step makes.</summary>
/// <param name="Name">Its name, from this step on.</param>
/// <param name="Size">Its own memory, without what it holds.</param>
/// <param name="Holds">Objects that it refers to, so that they stay in memory as long as it does.</param>
public sealed record MadeObject(string Name, MemorySize Size, IReadOnlyList<string> Holds)
{
    public MadeObject(string name, MemorySize size) : this(name, size, [])
    {
    }
}
