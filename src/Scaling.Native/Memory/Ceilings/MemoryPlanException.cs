namespace Scaling.Native.Memory.Ceilings;

/// <summary>Why steps make no plan.</summary>
public enum MemoryPlanError
{
    /// <summary>A step reads, releases, holds or takes the size of an object that no step before it has made.</summary>
    ObjectNotMade,

    /// <summary>A step reads an object that a step before it has let go.</summary>
    ObjectReleased,

    /// <summary>A step makes an object twice.</summary>
    DuplicateObject,

    /// <summary>Two steps have one name.</summary>
    DuplicateStep,

    /// <summary>The size of an object depends on itself.</summary>
    SizeCycle,

    /// <summary>A size or a factor is negative or not finite.</summary>
    SizeOutOfRange,

    /// <summary>A size is given for an object that no step reads or makes, or whose step states another.</summary>
    SizeNotUsed,

    /// <summary>There is no step after which the plan could be cut under that name.</summary>
    StepNotFound,
}

/// <summary>Steps that make no plan; the message names the step and the object.</summary>
public sealed class MemoryPlanException(MemoryPlanError error, string message, string subject) : Exception(message)
{
    public MemoryPlanError Error { get; } = error;

    /// <summary>The name of the object or step that is wrong.</summary>
    public string Subject { get; } = subject;
}
