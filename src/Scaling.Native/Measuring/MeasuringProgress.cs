namespace Scaling.Native.Measuring;

/// <summary>How far a session has come.</summary>
/// <param name="Variant">What is being measured.</param>
/// <param name="Fraction">Share of the planned comparisons, 0 to 1.</param>
public readonly record struct MeasuringProgress(string Variant, double Fraction);
