using System.Globalization;
using System.Management.Automation;

namespace Scaling.PowerShell.Common;

/// <summary>Takes <c>1..4</c> as the numbers from 1 to 4, alone or in a list, which may be a text: as an argument of a command, where it is a text to the engine, it is
/// what users write who know it as an expression.</summary>
internal sealed class RangeTransformationAttribute : ArgumentTransformationAttribute
{
    private const int MostNumbers = 1 << 16;

    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        var list = given as object?[] ?? [given];
        return Array.Exists(list, item => Text(item) is not null) ? list.SelectMany(Numbers).ToArray() : inputData;
    }

    /// <summary>To the engine the commas of a text would part thousands: <c>'1,2,4'</c> is 124.</summary>
    private static IEnumerable<object?> Numbers(object? item) => Text(item) is { } text
        ? text.Split(',', StringSplitOptions.TrimEntries).SelectMany(part => Range(part) ?? [part])
        : [item];

    private static string? Text(object? item) => (item is PSObject wrapped ? wrapped.BaseObject : item) as string;

    /// <summary>Null where the text is no range; in either direction, as the engine's own.</summary>
    private static object?[]? Range(string text)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots < 0 || !TryParse(text.AsSpan(0, dots), out var first) || !TryParse(text.AsSpan(dots + 2), out var last)) return null;
        var count = Math.Abs((long)last - first) + 1;
        if (count > MostNumbers) return null;
        var step = Math.Sign((long)last - first);
        return [.. Enumerable.Range(0, (int)count).Select(i => (object?)(first + i * step))];
    }

    private static bool TryParse(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
}
