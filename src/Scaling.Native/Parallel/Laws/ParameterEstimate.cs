namespace Scaling.Native.Parallel.Laws;

/// <summary>A parameter of a law, as far as times tell.</summary>
/// <param name="Value">The best value.</param>
/// <param name="Low">Lower end of its interval; null where there is none.</param>
/// <param name="High">Upper end of its interval, perhaps infinite; null where there is none.</param>
public readonly record struct ParameterEstimate(double Value, double? Low, double? High);
