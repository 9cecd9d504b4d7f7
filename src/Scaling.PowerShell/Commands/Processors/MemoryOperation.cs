namespace Scaling.PowerShell.Commands.Processors;

/// <summary>The operations of STREAM.</summary>
public enum MemoryOperation
{
    /// <summary>c = a.</summary>
    Copy,

    /// <summary>b = s c.</summary>
    Scale,

    /// <summary>c = a + b.</summary>
    Add,

    /// <summary>a = b + s c.</summary>
    Triad,
}
