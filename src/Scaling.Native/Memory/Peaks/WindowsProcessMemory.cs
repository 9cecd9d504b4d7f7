using System.Runtime.InteropServices;

namespace Scaling.Native.Memory.Peaks;

/// <summary>Windows: the working set and its peak (GetProcessMemoryInfo). The peak cannot be reset. Not run yet.</summary>
internal sealed unsafe partial class WindowsProcessMemory : ProcessMemory
{
    internal override long ResidentBytes => (long)Read().WorkingSetSize;

    internal override long HighWaterBytes => (long)Read().PeakWorkingSetSize;

    internal override bool TryReset() => false;

    private static Counters Read()
    {
        var counters = new Counters { Size = (uint)sizeof(Counters) };
        return GetProcessMemoryInfo(GetCurrentProcess(), &counters, counters.Size) != 0 ? counters : default;
    }

    [LibraryImport("kernel32", EntryPoint = "GetCurrentProcess")]
    private static partial nint GetCurrentProcess();

    [LibraryImport("kernel32", EntryPoint = "K32GetProcessMemoryInfo")]
    private static partial int GetProcessMemoryInfo(nint process, Counters* counters, uint size);

    /// <summary>PROCESS_MEMORY_COUNTERS</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Counters
    {
        internal uint Size;
        internal uint PageFaultCount;
        internal nuint PeakWorkingSetSize;
        internal nuint WorkingSetSize;
        internal nuint QuotaPeakPagedPoolUsage;
        internal nuint QuotaPagedPoolUsage;
        internal nuint QuotaPeakNonPagedPoolUsage;
        internal nuint QuotaNonPagedPoolUsage;
        internal nuint PagefileUsage;
        internal nuint PeakPagefileUsage;
    }
}
