namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>A law of how fast several workers can be.</summary>
public enum ScalingLaw
{
    Amdahl,
    Gustafson,
    UniversalScalability,
}
