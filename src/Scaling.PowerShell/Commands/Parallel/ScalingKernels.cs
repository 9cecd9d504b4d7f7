using Scaling.Native.Parallel.Workloads;
using Scaling.Native.Processors;

namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>The work behind the names of kernels.</summary>
internal static class ScalingKernels
{
    private const long LeastArrayBytes = 192L << 20;
    private const long LeastWorkerBytes = 16L << 20;

    /// <param name="kernel">Which one.</param>
    /// <param name="tasks">Most tasks that will run.</param>
    /// <param name="workers">Most workers that will run them.</param>
    /// <exception cref="OutOfMemoryException">There is no room for its arrays.</exception>
    internal static IParallelWork Create(ScalingKernel kernel, int tasks, int workers) => kernel switch
    {
        ScalingKernel.Compute => new ComputeWork(),
        ScalingKernel.SharedCounter => new SharedCounterWork(),
        _ => MemoryBandwidth(tasks, workers),
    };

    private static MemoryBandwidthWork MemoryBandwidth(int tasks, int workers)
    {
        var bytes = Math.Max(Math.Max(LeastArrayBytes, CacheSizes.TimesLastLevel * CacheSizes.OfThisMachine().LastLevel), workers * LeastWorkerBytes);
        var limit = ResourceLimits.MemoryBytes();
        return bytes <= limit
            ? new MemoryBandwidthWork(tasks, Math.Max(1 << 14, bytes / tasks))
            : throw new InsufficientMemoryException(FormattableString.Invariant($"The arrays need {bytes} bytes, and the process may use {limit}."));
    }
}
