namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>How an interval is made of the resampled statistics.</summary>
public enum BootstrapMethod
{
    Percentile,
    Basic,
    Normal,
    BCa,
    Studentized,
}
