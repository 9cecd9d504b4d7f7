namespace Scaling.PowerShell.Commands.Processors;

/// <summary>The order of loads within a working set.</summary>
public enum MemoryAccessPattern
{
    /// <summary>Each place once, in random order over all of it.</summary>
    Random,

    /// <summary>All places of a page in random order, then another page.</summary>
    Paged,

    /// <summary>One place after another.</summary>
    Stride,

    /// <summary>In another page each time, and through all pages before one comes again.</summary>
    Thrash,
}
