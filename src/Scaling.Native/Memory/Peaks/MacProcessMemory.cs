using System.Runtime.InteropServices;

namespace Scaling.Native.Memory.Peaks;

/// <summary>
/// macOS: the physical footprint, what the system's own tools show, from proc_pid_rusage (struct rusage_info_v4). The footprint's maximum over an
/// interval can begin anew; where the system lacks that, the maximum is that of the whole life. Not run yet.
/// </summary>
internal sealed unsafe partial class MacProcessMemory : ProcessMemory
{
    private const int Version = 4;

    // 64-bit words after the 16 bytes of ri_uuid.
    private const int FootprintIndex = 2 + 7;
    private const int LifetimeMaximumIndex = 2 + 28;
    private const int IntervalMaximumIndex = 2 + 33;
    private const int Words = 2 + 35;

    private bool _isReset;

    internal override long ResidentBytes => Read(FootprintIndex);

    internal override long HighWaterBytes => Read(_isReset ? IntervalMaximumIndex : LifetimeMaximumIndex);

    internal override bool TryReset()
    {
        try
        {
            _isReset = ResetInterval(Environment.ProcessId) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            _isReset = false;
        }

        return _isReset;
    }

    private static long Read(int index)
    {
        var words = stackalloc ulong[Words];
        return ReadUsage(Environment.ProcessId, Version, words) == 0 ? (long)words[index] : 0;
    }

    [LibraryImport("libproc", EntryPoint = "proc_pid_rusage")]
    private static partial int ReadUsage(int process, int version, ulong* usage);

    [LibraryImport("libproc", EntryPoint = "proc_reset_footprint_interval")]
    private static partial int ResetInterval(int process);
}
