namespace Scaling.PowerShell.Commands.Memory;

/// <summary>How long objects stay in memory; beside the core's, because the engine reads this type before the core can be loaded.</summary>
public enum MemoryCeilingPolicy
{
    /// <summary>To the end.</summary>
    Keep,

    /// <summary>Until a step lets them go.</summary>
    AsWritten,

    /// <summary>Until the last step that reads them.</summary>
    Release,

    /// <summary>As Release, in two runs with a stored checkpoint between them.</summary>
    Checkpoint,
}
