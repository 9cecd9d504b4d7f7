using System.Management.Automation;
using Scaling.Native.Parallel.Workloads;
using Scaling.Native.Processors;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>The work behind the names of kernels.</summary>
internal static class ScalingKernels
{
    private const long LeastArrayBytes = 192L << 20;
    private const long LeastWorkerBytes = 16L << 20;
    private const long LeastTaskBytes = 1 << 14;

    /// <param name="kernel">Which one.</param>
    /// <param name="counts">The worker counts.</param>
    /// <param name="mode">Whether all counts share the tasks, or each worker has as many.</param>
    /// <param name="tasks">The tasks in all, or a worker.</param>
    /// <param name="fail">Told where its arrays are more than the process may use; null is returned then.</param>
    /// <exception cref="OutOfMemoryException">There is no room for its arrays.</exception>
    internal static IParallelWork? Create(ScalingKernel kernel, int[] counts, ScalingMode mode, int tasks, Action<ErrorRecord> fail) => kernel switch
    {
        ScalingKernel.Compute => new ComputeWork(),
        ScalingKernel.SharedCounter => new SharedCounterWork(),
        _ => MemoryBandwidth(counts, mode, tasks, fail),
    };

    private static MemoryBandwidthWork? MemoryBandwidth(int[] counts, ScalingMode mode, int tasks, Action<ErrorRecord> fail)
    {
        // Where work grows, the fewest workers have the least of it, and it must not fit their caches either.
        var workers = mode == ScalingMode.Weak ? counts.Min() : counts.Max();
        var (fewest, all) = mode == ScalingMode.Weak ? (checked(tasks * workers), checked(tasks * counts.Max())) : (tasks, tasks);
        var bytes = Math.Max(Math.Max(LeastArrayBytes, CacheSizes.TimesLastLevel * CacheSizes.OfThisMachine().LastLevel), workers * LeastWorkerBytes);
        var taskBytes = Math.Max(LeastTaskBytes, bytes / fewest);
        var (size, limit) = (MemoryBandwidthWork.Size(all, taskBytes), ResourceLimits.MemoryBytes());
        if (size <= limit) return new MemoryBandwidthWork(all, taskBytes);
        fail(Errors.MemoryLimitExceeded(size, limit, ScalingKernel.MemoryBandwidth));
        return null;
    }
}
