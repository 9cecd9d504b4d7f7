namespace Scaling.PowerShell.Commands.Processors;

/// <summary>What Get-ResourceLimit tells of.</summary>
public enum LimitedResourceName
{
    /// <summary>Processors and their time.</summary>
    Processor,

    /// <summary>Memory.</summary>
    Memory,
}
