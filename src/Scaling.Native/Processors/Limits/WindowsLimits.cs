using System.Numerics;
using System.Runtime.InteropServices;

namespace Scaling.Native.Processors;

/// <summary>What a Windows machine has, and what the affinity of this process and its job object leave of it.</summary>
internal static partial class WindowsLimits
{
    private const ushort AllGroups = 0xFFFF;

    internal static IEnumerable<ResourceLimit> Processors()
    {
        var active = GetActiveProcessorCount(AllGroups);
        if (active > 0) yield return new(LimitedResource.Processor, "Hardware", active, "GetActiveProcessorCount");

        // The masks are 0 for a process that runs in several processor groups.
        if (GetProcessAffinityMask(-1, out var own, out _) && own != 0)
            yield return new(LimitedResource.Processor, "Affinity", BitOperations.PopCount(own), "GetProcessAffinityMask");

        const int cpuRateControlInformation = 15;
        var rate = default(RateControl);
        if (QueryInformationJobObject(0, cpuRateControlInformation, ref rate, (uint)Marshal.SizeOf<RateControl>(), 0)
            && JobProcessors(rate.ControlFlags, rate.Value, active) is { } processors)
            yield return new(LimitedResource.Processor, "JobObject", processors, "QueryInformationJobObject: CpuRate");
    }

    internal static IEnumerable<ResourceLimit> Memory()
    {
        var status = new MemoryStatus { Length = (uint)Marshal.SizeOf<MemoryStatus>() };
        if (GlobalMemoryStatusEx(ref status)) yield return new(LimitedResource.Memory, "Hardware", status.TotalPhysical, "GlobalMemoryStatusEx");

        const int extendedLimitInformation = 9;
        const uint processMemory = 0x100, jobMemory = 0x200;
        var limits = default(ExtendedLimits);
        if (!QueryInformationJobObject(0, extendedLimitInformation, ref limits, (uint)Marshal.SizeOf<ExtendedLimits>(), 0)) yield break;
        if ((limits.LimitFlags & processMemory) != 0)
            yield return new(LimitedResource.Memory, "JobObject", limits.ProcessMemoryLimit, "QueryInformationJobObject: ProcessMemoryLimit");
        if ((limits.LimitFlags & jobMemory) != 0)
            yield return new(LimitedResource.Memory, "JobObject", limits.JobMemoryLimit, "QueryInformationJobObject: JobMemoryLimit");
    }

    /// <summary>Processors of JOBOBJECT_CPU_RATE_CONTROL_INFORMATION, whose rates are hundredths of a percent of all processors; null where it sets no bound.</summary>
    internal static double? JobProcessors(uint flags, uint value, double active)
    {
        const uint enable = 1, hardCap = 4, minimumMaximum = 0x10;
        var rate = (flags & (enable | hardCap | minimumMaximum)) switch
        {
            enable | hardCap => value,
            enable | minimumMaximum => value >> 16,
            _ => 0u,
        };
        return rate is > 0 and < 10_000 ? rate / 10_000.0 * active : null;
    }

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static partial uint GetActiveProcessorCount(ushort group);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetProcessAffinityMask(nint process, out nuint own, out nuint system);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GlobalMemoryStatusEx(ref MemoryStatus status);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool QueryInformationJobObject(nint job, int informationClass, ref RateControl limits, uint length, nint returned);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool QueryInformationJobObject(nint job, int informationClass, ref ExtendedLimits limits, uint length, nint returned);

    /// <summary>JOBOBJECT_CPU_RATE_CONTROL_INFORMATION: a rate, a weight, or the least rate in the lower half and the greatest in the upper.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct RateControl
    {
        internal uint ControlFlags;
        internal uint Value;
    }

    /// <summary>MEMORYSTATUSEX.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryStatus
    {
        internal uint Length;
        internal uint Load;
        internal ulong TotalPhysical;
        internal ulong AvailablePhysical;
        internal ulong TotalPageFile;
        internal ulong AvailablePageFile;
        internal ulong TotalVirtual;
        internal ulong AvailableVirtual;
        internal ulong AvailableExtendedVirtual;
    }

    /// <summary>JOBOBJECT_EXTENDED_LIMIT_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ExtendedLimits
    {
        internal long ProcessUserTimeLimit;
        internal long JobUserTimeLimit;
        internal uint LimitFlags;
        internal nuint MinimumWorkingSet;
        internal nuint MaximumWorkingSet;
        internal uint ActiveProcessLimit;
        internal nuint Affinity;
        internal uint PriorityClass;
        internal uint SchedulingClass;
        internal ulong ReadOperations;
        internal ulong WriteOperations;
        internal ulong OtherOperations;
        internal ulong ReadTransfer;
        internal ulong WriteTransfer;
        internal ulong OtherTransfer;
        internal nuint ProcessMemoryLimit;
        internal nuint JobMemoryLimit;
        internal nuint PeakProcessMemory;
        internal nuint PeakJobMemory;
    }
}
