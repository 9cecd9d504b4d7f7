using System.Globalization;
using System.Management.Automation;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>What is predicted for steps, by name: objects with Step (or Name) and CeilingBytes, and BaseBytes where that is in it.</summary>
internal sealed class StepPredictions
{
    private readonly Dictionary<string, long> _bytes = new(StringComparer.OrdinalIgnoreCase);

    internal StepPredictions(IEnumerable<object> predictions)
    {
        foreach (var prediction in predictions)
        {
            var properties = PSObject.AsPSObject(prediction).Properties;
            if ((properties["Step"] ?? properties["Name"])?.Value?.ToString() is not { } name || Number(properties["CeilingBytes"]) is not { } ceiling) continue;
            // The first of several policies, as they stand in the order of the request.
            _bytes.TryAdd(name, ceiling - (Number(properties["BaseBytes"]) ?? 0));
        }
    }

    /// <summary>The predicted ceiling of a step above what the process takes anyway, in bytes; null where there is none.</summary>
    internal long? this[string step] => _bytes.TryGetValue(step, out var bytes) ? bytes : null;

    private static long? Number(PSPropertyInfo? property) =>
        property?.Value is { } value && LanguagePrimitives.TryConvertTo<long>(value, CultureInfo.InvariantCulture, out var number) ? number : null;
}
