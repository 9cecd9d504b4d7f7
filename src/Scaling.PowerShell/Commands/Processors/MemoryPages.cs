namespace Scaling.PowerShell.Commands.Processors;

/// <summary>The pages of virtual memory that a measurement asks for.</summary>
public enum MemoryPages
{
    /// <summary>Huge pages, so that looking up addresses costs next to nothing. Linux only; elsewhere the system's.</summary>
    Huge,

    /// <summary>No huge pages. Linux only; elsewhere the system's.</summary>
    Base,

    /// <summary>Whatever the system gives.</summary>
    System,
}
