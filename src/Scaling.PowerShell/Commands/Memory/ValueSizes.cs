using System.Runtime.InteropServices;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>The memory of values that variables hold.</summary>
internal static class ValueSizes
{
    private const int ArrayHeader = 24;

    /// <summary>Bytes of each value and what it refers to, what several refer to counted with the first; null where that is not known.</summary>
    internal static long?[] Measure(IReadOnlyList<object?> values)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        return [.. values.Select(v => v is null || !seen.Add(v) ? 0 : Size(v))];
    }

    private static long? Size(object value) => value switch
    {
        string text => 22 + 2L * text.Length,
        Array array when array.GetType().GetElementType() is { IsPrimitive: true } element => ArrayHeader + array.LongLength * SizeOf(element),
        _ => null,
    };

    private static int SizeOf(Type primitive) =>
        primitive == typeof(bool) ? 1 : primitive == typeof(char) ? 2 : Marshal.SizeOf(primitive);
}
