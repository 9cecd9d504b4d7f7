namespace Scaling.Native.Memory.Peaks;

/// <summary>A look at the process's memory.</summary>
/// <param name="Seconds">Since the start.</param>
/// <param name="ResidentBytes">Of the process in memory.</param>
/// <param name="ManagedBytes">Of the managed heap, garbage that is not collected yet included.</param>
/// <param name="ChildBytes">Of child processes in memory, where they are measured.</param>
public readonly record struct MemorySample(double Seconds, long ResidentBytes, long ManagedBytes, long ChildBytes);
