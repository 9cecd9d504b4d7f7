namespace Scaling.Native.Parallel.Laws;

/// <summary>The laws of <see cref="SpeedupLaw"/>.</summary>
public enum ScalingLaw
{
    /// <summary>Work of fixed size, a part of which is serial.</summary>
    Amdahl,

    /// <summary>Work that grows with the workers, and takes the same serial time whatever its size.</summary>
    Gustafson,

    /// <summary>Workers that wait for each other, and that have to agree with each other.</summary>
    UniversalScalability,
}
