namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>Whether work stays the same with more workers, or grows with them.</summary>
public enum ScalingMode
{
    Strong,
    Weak,
}
