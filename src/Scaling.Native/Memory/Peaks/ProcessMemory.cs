namespace Scaling.Native.Memory.Peaks;

/// <summary>What the kernel knows of the memory of this process. Instances may be used by several threads.</summary>
internal abstract class ProcessMemory
{
    /// <summary>That of the system this runs on.</summary>
    internal static ProcessMemory Current { get; } = Create();

    /// <summary>Bytes in memory now.</summary>
    internal abstract long ResidentBytes { get; }

    /// <summary>The most bytes in memory at any time since the process began, or since the mark was last reset.</summary>
    internal abstract long HighWaterBytes { get; }

    /// <summary>Lowers the mark to what is in memory now.</summary>
    /// <returns>False where the system does not do that.</returns>
    internal abstract bool TryReset();

    /// <summary>The mark of the largest child that has ended and been waited for; 0 where there was none, or where it is not known.</summary>
    internal virtual long EndedChildBytes => 0;

    private static ProcessMemory Create() =>
        OperatingSystem.IsLinux() ? new LinuxProcessMemory()
        : OperatingSystem.IsWindows() ? new WindowsProcessMemory()
        : OperatingSystem.IsMacOS() ? new MacProcessMemory()
        : new PortableProcessMemory();
}
