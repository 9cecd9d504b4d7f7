namespace Scaling.PowerShell.Commands.Processors;

/// <summary>Instructions that the kernels of dense algebra are written in, the best first.</summary>
public enum MatrixInstructionSet
{
    Avx512,
    Avx2,
    AdvSimd,
    Scalar,
}
