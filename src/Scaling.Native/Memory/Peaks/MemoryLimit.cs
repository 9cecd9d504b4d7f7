namespace Scaling.Native.Memory.Peaks;

/// <summary>The memory that this process may use.</summary>
public static class MemoryLimit
{
    /// <summary>The least of the limits of the container and of the machine, in bytes.</summary>
    public static long EffectiveBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
