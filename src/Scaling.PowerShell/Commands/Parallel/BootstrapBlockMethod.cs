namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>How a series is cut into blocks that are drawn whole.</summary>
public enum BootstrapBlockMethod
{
    Circular,
    Moving,
    Stationary,
}
