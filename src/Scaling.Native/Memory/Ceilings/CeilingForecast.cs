namespace Scaling.Native.Memory.Ceilings;

/// <summary>The memory of a plan's steps under one policy, in bytes.</summary>
public sealed record CeilingForecast
{
    public required MemoryPlan Plan { get; init; }

    public required CeilingPolicy Policy { get; init; }

    public required long BaseBytes { get; init; }

    /// <summary>The most that is in memory during any step, of either run.</summary>
    public required long CeilingBytes { get; init; }

    /// <summary>The first step during which that is so; −1 of a plan without steps.</summary>
    public required int CeilingStep { get; init; }

    /// <summary>What is still in memory after the last step: the floor for whatever comes next.</summary>
    public required long FloorBytes { get; init; }

    /// <summary>
    /// The most of either run if no memory is given back before its end: every object that it makes or loads, overwritten ones too, and the temporary
    /// data of every step. A garbage collector that finds memory plentiful comes close to it.
    /// </summary>
    public required long UncollectedBytes { get; init; }

    /// <summary>The ceiling of each run: one, or two with a checkpoint.</summary>
    public required IReadOnlyList<long> RunCeilingBytes { get; init; }

    /// <summary>Bytes of input files, of what the steps store, and of the checkpoint.</summary>
    public required long StorageBytes { get; init; }

    /// <summary>The step after which the plan is cut; null where it is not.</summary>
    public int? CheckpointAfter { get; init; }

    /// <summary>Bytes of the checkpoint in storage.</summary>
    public long CheckpointBytes { get; init; }

    /// <summary>Objects that the checkpoint stores.</summary>
    public IReadOnlyList<int> CheckpointObjects { get; init; } = [];

    public required IReadOnlyList<StepForecast> Steps { get; init; }

    /// <summary>Labels of objects, and names of steps whose temporary data are, of sizes that are not known. While there are any, the
    /// figures are lower bounds.</summary>
    public required IReadOnlyList<string> Unknown { get; init; }
}

/// <summary>The memory around one step, in bytes.</summary>
public sealed record StepForecast
{
    public required PlannedStep Step { get; init; }

    /// <summary>0, or 1 for steps after the checkpoint.</summary>
    public required int Run { get; init; }

    /// <summary>What is in memory before the step.</summary>
    public required long FloorBytes { get; init; }

    /// <summary>The most during the step: the floor, what it loads and makes, and its temporary data.</summary>
    public required long CeilingBytes { get; init; }

    /// <summary>What is in memory when it has ended and objects that end with it are gone.</summary>
    public required long AfterBytes { get; init; }

    public required long? TemporaryBytes { get; init; }

    /// <summary>All that is in memory during the step; worked out when it is asked for.</summary>
    public IReadOnlyList<LiveObject> Live => LiveObjects.Value;

    internal Lazy<IReadOnlyList<LiveObject>> LiveObjects { get; init; } = new([]);
}

/// <summary>An object in memory during a step, and why it is there.</summary>
/// <param name="Object">The object.</param>
/// <param name="Bytes">Its own memory, or null where it is not known.</param>
/// <param name="Reason">Why.</param>
/// <param name="Other">The step (of <see cref="LiveReason.Needed"/>, <see cref="LiveReason.Kept"/>) or the object (of
/// <see cref="LiveReason.Held"/>) that the reason speaks of.</param>
/// <param name="EndsHere">Whether it is gone after the step.</param>
public sealed record LiveObject(PlannedObject Object, long? Bytes, LiveReason Reason, int? Other, bool EndsHere);

/// <summary>Why an object is in memory.</summary>
public enum LiveReason
{
    /// <summary>The step makes it.</summary>
    Made,

    /// <summary>The step reads it.</summary>
    Read,

    /// <summary>The step reads it from the checkpoint first.</summary>
    Loaded,

    /// <summary>A later step of the run reads it.</summary>
    Needed,

    /// <summary>The pipeline was run for it.</summary>
    Result,

    /// <summary>Another object in memory refers to it.</summary>
    Held,

    /// <summary>Whoever gave it has it.</summary>
    Given,

    /// <summary>Nothing needs it; the policy keeps it, to the end or up to a step that lets it go or overwrites it.</summary>
    Kept,
}
