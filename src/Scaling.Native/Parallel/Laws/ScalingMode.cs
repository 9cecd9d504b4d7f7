namespace Scaling.Native.Parallel.Laws;

/// <summary>What happens to the work when there are more workers.</summary>
public enum ScalingMode
{
    /// <summary>It stays the same: more workers should take less time.</summary>
    Strong,

    /// <summary>It grows with the workers: more workers should take the same time.</summary>
    Weak,
}
