namespace Scaling.PowerShell.Commands.Processors;

/// <summary>What is done to arrays x and y with a number s.</summary>
public enum VectorOperation
{
    /// <summary>z = x + y.</summary>
    Add,

    /// <summary>z = x + s.</summary>
    AddScalar,

    /// <summary>z = s x + y.</summary>
    MultiplyAdd,

    /// <summary>The sum of x.</summary>
    Sum,

    /// <summary>The sum of x y.</summary>
    Dot,

    /// <summary>z = √x.</summary>
    SquareRoot,

    /// <summary>z = e^x.</summary>
    Exponential,

    /// <summary>How many x are greater than s.</summary>
    CompareCount,
}
