namespace Scaling.PowerShell.Commands.Processors;

/// <summary>Ways to do an operation over arrays.</summary>
public enum VectorSpeedupVariant
{
    /// <summary>A loop in PowerShell.</summary>
    Script,

    /// <summary>One element at a time.</summary>
    Scalar,

    /// <summary>Registers of 128 bits.</summary>
    Vector128,

    /// <summary>Registers of 256 bits.</summary>
    Vector256,

    /// <summary>Registers of 512 bits.</summary>
    Vector512,

    /// <summary>System.Numerics.Tensors.</summary>
    TensorPrimitives,

    /// <summary>The widest registers, by several threads.</summary>
    Threads,

    /// <summary>The user's own script block.</summary>
    ScriptBlock,
}
