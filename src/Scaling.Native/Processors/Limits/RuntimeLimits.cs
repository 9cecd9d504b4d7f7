using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>What the .NET runtime has found for itself when the process started, and what only calls of the system tell.</summary>
internal static class RuntimeLimits
{
    internal static IEnumerable<ResourceLimit> Processors()
    {
        // On Windows the runtime knows of processor groups and job objects what is not asked for here.
        yield return new(LimitedResource.Processor, "Runtime", Environment.ProcessorCount, "Environment.ProcessorCount") { IsDerived = !OperatingSystem.IsWindows() };
        if (OperatingSystem.IsWindows())
        {
            foreach (var limit in WindowsLimits.Processors()) yield return limit;
        }
        else if (OperatingSystem.IsMacOS() && SystemControlLimit(LimitedResource.Processor, "hw.logicalcpu") is { } limit)
        {
            yield return limit;
        }
    }

    internal static IEnumerable<ResourceLimit> Memory()
    {
        // Not derived: the heap's limit stays what it was made of control groups at the start.
        yield return new(LimitedResource.Memory, "Runtime", GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, "GCMemoryInfo.TotalAvailableMemoryBytes");
        if (OperatingSystem.IsWindows())
        {
            foreach (var limit in WindowsLimits.Memory()) yield return limit;
        }
        else if (OperatingSystem.IsMacOS() && SystemControlLimit(LimitedResource.Memory, "hw.memsize") is { } limit)
        {
            yield return limit;
        }
    }

    private static ResourceLimit? SystemControlLimit(LimitedResource resource, string name) =>
        long.TryParse(SystemControl.Value(name), CultureInfo.InvariantCulture, out var value) ? new(resource, "Hardware", value, "sysctl " + name) : null;
}
