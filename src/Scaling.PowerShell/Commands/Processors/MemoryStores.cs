namespace Scaling.PowerShell.Commands.Processors;

/// <summary>Where an operation's results go.</summary>
public enum MemoryStores
{
    /// <summary>Both are measured; the faster makes the row.</summary>
    Auto,

    /// <summary>Into the caches: a line that is not there is read first.</summary>
    Cached,

    /// <summary>Past the caches to memory.</summary>
    NonTemporal,
}
