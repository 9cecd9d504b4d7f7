namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>Work that comes with the module, to be measured with different numbers of workers.</summary>
public enum ScalingKernel
{
    /// <summary>Arithmetic in registers.</summary>
    Compute,

    /// <summary>The triad of STREAM over arrays larger than the caches.</summary>
    MemoryBandwidth,

    /// <summary>Additions to one number behind one lock.</summary>
    SharedCounter,
}
