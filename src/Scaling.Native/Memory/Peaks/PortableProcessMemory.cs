using System.Diagnostics;

namespace Scaling.Native.Memory.Peaks;

/// <summary>What .NET itself tells, where nothing better is known of the system.</summary>
internal sealed class PortableProcessMemory : ProcessMemory
{
    internal override long ResidentBytes => Environment.WorkingSet;

    internal override long HighWaterBytes
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return Math.Max(process.PeakWorkingSet64, process.WorkingSet64);
        }
    }

    internal override bool TryReset() => false;
}
