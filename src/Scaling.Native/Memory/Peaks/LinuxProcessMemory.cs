using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Scaling.Native.Memory.Peaks;

/// <summary>
/// Linux: VmHWM and VmRSS of /proc/self/status. Writing 5 to /proc/self/clear_refs resets VmHWM (since Linux 4.0, proc_pid_clear_refs(5)).
/// </summary>
internal sealed unsafe partial class LinuxProcessMemory : ProcessMemory
{
    private const string ResetPath = "/proc/self/clear_refs";
    private const int OfEndedChildren = -1;
    private const int MaximumResidentIndex = 4;

    /// <summary>Memory that may come and go between a reset and the look at it.</summary>
    private const long ResetTolerance = 8 << 20;

    private readonly Lock _gate = new();
    private readonly ProcFile _status = new("/proc/self/status");
    private readonly ProcFile _sizes = new("/proc/self/statm");

    internal override long ResidentBytes
    {
        get
        {
            lock (_gate)
            {
                var pages = _sizes.Read();
                var resident = pages[(pages.IndexOf((byte)' ') + 1)..];
                return Utf8Parser.TryParse(resident, out long count, out _) ? count * Environment.SystemPageSize : 0;
            }
        }
    }

    internal override long HighWaterBytes => Read().HighWater;

    internal override long EndedChildBytes
    {
        get
        {
            // struct rusage: two struct timeval, then ru_maxrss in kB; 144 bytes in all on 64-bit systems.
            var usage = stackalloc long[18];
            return ReadUsage(OfEndedChildren, usage) == 0 ? usage[MaximumResidentIndex] * 1024 : 0;
        }
    }

    internal override bool TryReset()
    {
        try
        {
            File.WriteAllBytes(ResetPath, "5"u8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        // A kernel before 4.0, or a sandbox that imitates the file, takes the write and does nothing.
        var (highWater, resident) = Read();
        return highWater <= resident + ResetTolerance;
    }

    private (long HighWater, long Resident) Read()
    {
        lock (_gate)
        {
            var status = _status.Read();
            var resident = ProcText.Bytes(status, "VmRSS:"u8) ?? 0;
            // The kernel moves the mark now and then, not with each page.
            return (Math.Max(resident, ProcText.Bytes(status, "VmHWM:"u8) ?? 0), resident);
        }
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int ReadUsage(int who, long* usage);
}
