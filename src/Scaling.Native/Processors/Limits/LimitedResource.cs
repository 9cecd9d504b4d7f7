namespace Scaling.Native.Processors;

/// <summary>What a process may use only so much of.</summary>
public enum LimitedResource
{
    /// <summary>Processors: hardware threads, or a share of their time.</summary>
    Processor,

    /// <summary>Memory in bytes.</summary>
    Memory,
}
