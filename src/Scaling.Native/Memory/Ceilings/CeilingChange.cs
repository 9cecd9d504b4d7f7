namespace Scaling.Native.Memory.Ceilings;

/// <summary>A single change to a pipeline. Of changes that help equally, the earlier kind is the easier one.</summary>
public enum CeilingChangeKind
{
    /// <summary>An object is let go after the last step that reads it.</summary>
    ReleaseObject,

    /// <summary>A step works without its temporary data, as when it goes through its input piece by piece.</summary>
    DropTemporary,

    /// <summary>The pipeline is cut in two runs, and what the second needs of the first is stored.</summary>
    CutAfterStep,

    /// <summary>An object takes half the memory, as with narrower types, fewer columns or every other row.</summary>
    HalveObject,
}

/// <summary>A single change that was tried, and what it does to the ceiling; in bytes.</summary>
/// <param name="Kind">The change.</param>
/// <param name="Object">The object let go or halved; null for changes of steps.</param>
/// <param name="Step">The step after which it is done, or that works without temporary data; null for halving.</param>
/// <param name="CeilingBytes">The ceiling with it.</param>
/// <param name="SavedBytes">The ceiling without it less the ceiling with it.</param>
/// <param name="StorageBytes">What the pipeline then has in storage.</param>
public sealed record CeilingChange(
    CeilingChangeKind Kind, PlannedObject? Object, PlannedStep? Step, long CeilingBytes, long SavedBytes, long StorageBytes);
