namespace Scaling.Native.Memory.Ceilings;

/// <summary>How long objects stay in memory.</summary>
public enum CeilingPolicy
{
    /// <summary>Until the end, or until their name is given to another object: no step lets anything go.</summary>
    Keep,

    /// <summary>Until a step lets them go, as the steps say.</summary>
    AsWritten,

    /// <summary>Until the last step that reads them has ended.</summary>
    Release,

    /// <summary>As <see cref="Release"/>, in two runs: what the second needs of the first goes through storage.</summary>
    Checkpoint,
}
