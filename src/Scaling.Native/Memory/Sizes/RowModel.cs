namespace Scaling.Native.Memory.Sizes;

/// <summary>What an object takes that stands for a row, without its values.</summary>
/// <param name="PropertyBytes">For each property.</param>
/// <param name="RowBytes">For the rest, by the number of properties.</param>
public sealed record RowModel(long PropertyBytes, Func<int, long> RowBytes);
