namespace Scaling.Native.Memory.Sizes;

/// <summary>Live objects, each counted once.</summary>
/// <param name="Bytes">Bytes that the allocator gave to them.</param>
/// <param name="Objects">How many they are.</param>
/// <param name="SharedBytes">The bytes among these of objects that several roots reach.</param>
public readonly record struct GraphSize(long Bytes, long Objects, long SharedBytes);
