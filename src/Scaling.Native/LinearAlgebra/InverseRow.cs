using Scaling.Native.Measuring;

namespace Scaling.Native.LinearAlgebra;

/// <summary>One way to invert a matrix, measured.</summary>
/// <param name="Measurement">Its times. The difference of outcomes is the greatest of two elements, relative to the greatest element of the
/// first row's inverse; they are equal if it is what the condition explains.</param>
/// <param name="Quality">How good its inverse is.</param>
/// <param name="Library">"Scaling" for our own kernels, else a product and its version.</param>
/// <param name="Description">What the library says of itself; null for ours.</param>
/// <param name="InstructionPath">Our instruction path, or what the library calls its kernels; null where it does not say.</param>
/// <param name="Workers">Threads at work; null where a library does not tell.</param>
public sealed record InverseRow(
    Measurement Measurement, InverseQuality Quality, string Library, string? Description, string? InstructionPath, int? Workers);
