using System.Globalization;
using System.Runtime.InteropServices;

namespace Scaling.Native.Processors;

/// <summary>What the .NET runtime has found for itself when the process started, and what only calls of the system tell.</summary>
internal static partial class RuntimeLimits
{
    internal static IEnumerable<ResourceLimit> Read()
    {
        yield return new(LimitedResource.Processor, "Runtime", Environment.ProcessorCount, "Environment.ProcessorCount");
        yield return new(LimitedResource.Memory, "Runtime", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, "GCMemoryInfo.TotalAvailableMemoryBytes");
        if (OperatingSystem.IsWindows())
        {
            // Processors need no call: the runtime looks at affinity, job object and processor groups itself.
            var status = new MemoryStatus { Length = (uint)Marshal.SizeOf<MemoryStatus>() };
            if (GlobalMemoryStatusEx(ref status)) yield return new(LimitedResource.Memory, "Hardware", status.TotalPhysical, "GlobalMemoryStatusEx");
            foreach (var limit in JobObjectLimits()) yield return limit;
        }
        else if (OperatingSystem.IsMacOS())
        {
            foreach (var (name, resource) in new[] { ("hw.logicalcpu", LimitedResource.Processor), ("hw.memsize", LimitedResource.Memory) })
            {
                if (long.TryParse(SystemControl.Value(name), CultureInfo.InvariantCulture, out var value)) yield return new(resource, "Hardware", value, "sysctl " + name);
            }
        }
    }

    /// <summary>Limits of the job object that this process is in.</summary>
    private static List<ResourceLimit> JobObjectLimits()
    {
        const int extendedLimitInformation = 9;
        const uint processMemory = 0x100, jobMemory = 0x200;
        var found = new List<ResourceLimit>();
        var limits = default(ExtendedLimits);
        if (!QueryInformationJobObject(0, extendedLimitInformation, ref limits, (uint)Marshal.SizeOf<ExtendedLimits>(), 0)) return found;
        if ((limits.LimitFlags & processMemory) != 0) found.Add(new(LimitedResource.Memory, "JobObject", limits.ProcessMemoryLimit, "QueryInformationJobObject: ProcessMemoryLimit"));
        if ((limits.LimitFlags & jobMemory) != 0) found.Add(new(LimitedResource.Memory, "JobObject", limits.JobMemoryLimit, "QueryInformationJobObject: JobMemoryLimit"));
        return found;
    }

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GlobalMemoryStatusEx(ref MemoryStatus status);

    [LibraryImport("kernel32")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool QueryInformationJobObject(nint job, int informationClass, ref ExtendedLimits limits, uint length, nint returned);

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
