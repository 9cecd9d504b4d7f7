using Scaling.Native.Memory.Sizes;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>The memory of values that variables hold.</summary>
internal static class ValueSizes
{
    /// <summary>Bytes of each value and all it refers to; what several refer to is counted with the first. Null for what is no data, such
    /// as objects of the engine.</summary>
    internal static long?[] Measure(IReadOnlyList<object?> values, CancellationToken cancellationToken)
    {
        var sizer = new ObjectGraphSizer(EngineObjects.Options, cancellationToken);
        var owner = sizer.AddOwner();
        var sizes = new long?[values.Count];
        for (var i = 0; i < sizes.Length; i++)
        {
            var before = sizer.Total;
            sizer.Add(owner, values[i]);
            var added = sizer.Total.Bytes - before.Bytes;
            sizes[i] = added == 0 && values[i] is { } value && sizer.LeftOut.Contains(value.GetType()) ? null : added;
        }

        return sizes;
    }
}
