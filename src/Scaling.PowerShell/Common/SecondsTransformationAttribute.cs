using System.Globalization;
using System.Management.Automation;

namespace Scaling.PowerShell.Common;

/// <summary>Takes a number as seconds, where the engine's own conversion would take it as ticks of 100 nanoseconds.</summary>
internal sealed class SecondsTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (value is string text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)) value = seconds;
        if (value is not (sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal)) return inputData;
        seconds = Convert.ToDouble(value, CultureInfo.InvariantCulture);
        if (double.IsNaN(seconds)) throw new ArgumentTransformationMetadataException("NaN is no number of seconds.");
        return Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentTransformationMetadataException(FormattableString.Invariant($"{seconds} seconds are more than a TimeSpan holds."));
    }
}
