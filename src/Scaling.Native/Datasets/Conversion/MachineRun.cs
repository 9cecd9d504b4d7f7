using System.Globalization;

namespace Scaling.Native.Datasets.Conversion;

/// <summary>Tells one run of the machine from the next.</summary>
internal static class MachineRun
{
    private const string LinuxBootId = "/proc/sys/kernel/random/boot_id";

    internal static string Id { get; } = Read();

    private static string Read()
    {
        try
        {
            if (File.Exists(LinuxBootId)) return File.ReadAllText(LinuxBootId).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A sandbox: as on other systems.
        }

        // The clock may be set by seconds meanwhile.
        var boot = DateTime.UtcNow - TimeSpan.FromMilliseconds(Environment.TickCount64);
        return (boot.Ticks / TimeSpan.TicksPerMinute / 10).ToString(CultureInfo.InvariantCulture);
    }
}
