namespace Scaling.Native.Memory.Peaks;

/// <summary>Another process, as this one sees it.</summary>
public static class ObservedProcess
{
    /// <summary>The most that has been in memory of a process, in bytes; 0 where it has ended or the system does not say (not Linux).</summary>
    public static long HighWaterBytes(int processId) =>
        OperatingSystem.IsLinux() ? ProcText.Bytes(ProcFile.ReadOnce($"/proc/{processId}/status"), "VmHWM:"u8) ?? 0 : 0;
}
