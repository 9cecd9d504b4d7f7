namespace Scaling.PowerShell.Results;

/// <summary>The most memory that a pipeline or script needs under one policy.</summary>
public sealed class MemoryCeiling
{
    internal MemoryCeiling()
    {
    }

    /// <summary>How long objects stay in memory: Keep, AsWritten, Release or Checkpoint.</summary>
    public string Policy { get; internal init; } = "";

    /// <summary>The most that is in memory during any step, the process itself included. A lower bound while <see cref="Unknown"/> names
    /// anything.</summary>
    public long CeilingBytes { get; internal init; }

    /// <summary>The first step during which that is so.</summary>
    public string? CeilingStep { get; internal init; }

    /// <summary>The most if the garbage collector gives nothing back before the end: all that is made, and all temporary data.</summary>
    public long UncollectedBytes { get; internal init; }

    /// <summary>What is in memory after the last step: the floor for whatever comes next.</summary>
    public long FloorBytes { get; internal init; }

    /// <summary>Memory of the process without the pipeline's objects.</summary>
    public long BaseBytes { get; internal init; }

    /// <summary>Memory that the process may use.</summary>
    public long LimitBytes { get; internal init; }

    /// <summary>Whether the ceiling stays within the limit; null where unknown sizes leave that open.</summary>
    public bool? Fits { get; internal init; }

    /// <summary>By how much the ceiling passes the limit; 0 where it does not.</summary>
    public long ShortBytes { get; internal init; }

    /// <summary>Bytes in storage: files that are read, what steps store, and the checkpoint.</summary>
    public long StorageBytes { get; internal init; }

    /// <summary>The step after which the pipeline is cut; null where it is not.</summary>
    public string? CheckpointAfter { get; internal init; }

    /// <summary>Bytes of the checkpoint in storage.</summary>
    public long CheckpointBytes { get; internal init; }

    /// <summary>Names of the objects that the checkpoint stores.</summary>
    public string[] CheckpointObjects { get; internal init; } = [];

    /// <summary>The ceiling of each run: one, or two with a checkpoint.</summary>
    public long[] RunCeilingBytes { get; internal init; } = [];

    /// <summary>The single change that helps most, as a sentence; null where none does.</summary>
    public string? Advice { get; internal init; }

    /// <summary>All changes that lower the ceiling, the one that lowers it most first.</summary>
    public MemoryCeilingChange[] Changes { get; internal init; } = [];

    /// <summary>The memory around each step.</summary>
    public MemoryCeilingStep[] Steps { get; internal init; } = [];

    /// <summary>Objects, and steps' temporary data, whose sizes are not known.</summary>
    public string[] Unknown { get; internal init; } = [];

    /// <summary>Full path of the script; null for steps and script blocks.</summary>
    public string? ScriptPath { get; internal init; }

    /// <summary>What was not seen in a script, or taken for something, each with its line.</summary>
    public string[] Notes { get; internal init; } = [];
}

/// <summary>The memory around one step.</summary>
public sealed class MemoryCeilingStep
{
    internal MemoryCeilingStep()
    {
    }

    /// <summary>The policy of the forecast.</summary>
    public string Policy { get; internal init; } = "";

    /// <summary>The step's name.</summary>
    public string Step { get; internal init; } = "";

    /// <summary>1, or 2 for steps after the checkpoint.</summary>
    public int Run { get; internal init; }

    /// <summary>The line of a script that it begins at; null for others.</summary>
    public int? Line { get; internal init; }

    /// <summary>What is in memory before the step.</summary>
    public long FloorBytes { get; internal init; }

    /// <summary>The most during the step.</summary>
    public long CeilingBytes { get; internal init; }

    /// <summary>What is in memory when it has ended.</summary>
    public long AfterBytes { get; internal init; }

    /// <summary>Memory of the process without the pipeline's objects, which is part of the figures.</summary>
    public long BaseBytes { get; internal init; }

    /// <summary>What it gives back when it ends; null where that is not known.</summary>
    public long? TemporaryBytes { get; internal init; }

    /// <summary>All objects in memory during the step, and why they are there.</summary>
    public MemoryCeilingObject[] Live { get; internal init; } = [];

    /// <summary>Objects in memory during the step that it neither makes nor needs, and no later step of the run.</summary>
    public string[] Idle { get; internal init; } = [];

    /// <summary>Whether all sizes that add up here are known.</summary>
    public bool IsComplete { get; internal init; }

    /// <summary>Highest ceiling of all policies; what pictures of the steps are scaled by.</summary>
    public long ScaleBytes { get; internal init; }

    public override string ToString() => Step;
}

/// <summary>An object in memory during a step.</summary>
public sealed class MemoryCeilingObject
{
    internal MemoryCeilingObject()
    {
    }

    /// <summary>The object; a later one of the same name with its number.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>Its own memory; null where it is not known.</summary>
    public long? Bytes { get; internal init; }

    /// <summary>Made, Read, Loaded, Needed, Result, Held, Given or Kept.</summary>
    public string Reason { get; internal init; } = "";

    /// <summary>The reason as a sentence.</summary>
    public string Why { get; internal init; } = "";

    /// <summary>Whether it is gone after the step.</summary>
    public bool EndsHere { get; internal init; }

    public override string ToString() => Name;
}

/// <summary>A single change that was tried, and the ceiling with it.</summary>
public sealed class MemoryCeilingChange
{
    internal MemoryCeilingChange()
    {
    }

    /// <summary>ReleaseObject, DropTemporary, CutAfterStep or HalveObject.</summary>
    public string Kind { get; internal init; } = "";

    /// <summary>The object let go or halved; null for changes of steps.</summary>
    public string? Object { get; internal init; }

    /// <summary>The step after which it is done, or that works without temporary data; null for halving.</summary>
    public string? Step { get; internal init; }

    /// <summary>The ceiling with the change.</summary>
    public long CeilingBytes { get; internal init; }

    /// <summary>By how much it is lower.</summary>
    public long SavedBytes { get; internal init; }

    /// <summary>What is then in storage.</summary>
    public long StorageBytes { get; internal init; }

    /// <summary>Whether the ceiling then stays within the limit; null where unknown sizes leave that open.</summary>
    public bool? Fits { get; internal init; }

    /// <summary>The change as a sentence.</summary>
    public string Description { get; internal init; } = "";

    public override string ToString() => Description;
}
