using System.Globalization;

namespace Scaling.Benchmarks.RaceCsvParquet.Contestants;

/// <summary>Memory of this process as the kernel counts it, in bytes.</summary>
internal static class ProcessMemory
{
    internal static long Resident => Read("VmRSS:");

    /// <summary>The high-water mark of the resident set since the program was started; not inherited, as getrusage's is.</summary>
    internal static long Peak => Read("VmHWM:");

    private static long Read(string name)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024 * long.Parse(line.AsSpan(name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
    }
}
