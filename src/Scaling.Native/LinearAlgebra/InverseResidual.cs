namespace Scaling.Native.LinearAlgebra;

/// <summary>What A X differs from the identity by.</summary>
/// <param name="Maximum">The greatest absolute element of A X − I.</param>
/// <param name="One">Its greatest column sum of absolute values.</param>
public readonly record struct InverseResidual(double Maximum, double One);
