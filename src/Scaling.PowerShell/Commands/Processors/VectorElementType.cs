namespace Scaling.PowerShell.Commands.Processors;

/// <summary>Types of array elements.</summary>
public enum VectorElementType
{
    /// <summary>32-bit floating point.</summary>
    Single,

    /// <summary>64-bit floating point.</summary>
    Double,

    /// <summary>32-bit integers.</summary>
    Int32,

    /// <summary>64-bit integers.</summary>
    Int64,
}
