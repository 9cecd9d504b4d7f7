using System.Globalization;
using System.Management.Automation;
using Scaling.Native.Memory.Ceilings;
using Scaling.PowerShell.Commands.Memory.Steps;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>What is predicted for steps, by name, in bytes above what the process takes anyway.</summary>
internal sealed class StepPredictions
{
    private readonly Dictionary<string, long> _bytes = new(StringComparer.OrdinalIgnoreCase);

    private StepPredictions()
    {
    }

    /// <summary>The predicted ceiling of a step; null where there is none.</summary>
    internal long? this[string step] => _bytes.TryGetValue(step, out var bytes) ? bytes : null;

    /// <summary>From records of Get-MemoryCeiling, or objects with Step (or Name) and CeilingBytes, and BaseBytes where that is in it.</summary>
    internal static StepPredictions From(IEnumerable<object> given)
    {
        var predictions = new StepPredictions();
        var values = given.Select(g => g is PSObject { BaseObject: MemoryCeiling ceiling } ? ceiling : g).ToList();
        // The scripts of steps let go what they let go: of several policies that is the one as written, or else the one that keeps everything.
        foreach (var ceiling in values.OfType<MemoryCeiling>().OrderBy(c => c.Policy != nameof(CeilingPolicy.AsWritten)))
            foreach (var step in ceiling.Steps) predictions._bytes.TryAdd(step.Step, step.CeilingBytes - ceiling.BaseBytes);

        foreach (var other in values.Where(v => v is not MemoryCeiling))
        {
            var properties = PSObject.AsPSObject(other).Properties;
            if ((properties["Step"] ?? properties["Name"])?.Value?.ToString() is not { } name || Number(properties["CeilingBytes"]) is not { } bytes) continue;
            predictions._bytes.TryAdd(name, bytes - (Number(properties["BaseBytes"]) ?? 0));
        }

        return predictions;
    }

    /// <summary>
    /// From the steps themselves, where they say what they read and make; null where none does. A step has none where it says nothing, or where
    /// something is alive whose size nobody told.
    /// </summary>
    /// <exception cref="MemoryPlanException">The steps make no plan.</exception>
    internal static StepPredictions? From(IReadOnlyList<ParsedStep> parsed)
    {
        if (!parsed.Any(s => s.SaysMore)) return null;
        MemoryStep[] steps = [.. parsed.Select(s => s.Step)];
        // A step may read what the session has, or what a script made that says nothing.
        var unmade = MemoryPlan.UsedBeforeMade(steps);
        var sizes = unmade.Keys.ToDictionary(name => name, _ => MemorySize.Unknown);
        var forecast = MemoryPlan.FromSteps(steps, sizes).Forecast(CeilingPolicy.AsWritten, new ForecastOptions());
        var predictions = new StepPredictions();
        for (var i = 0; i < steps.Length; i++)
        {
            var step = forecast.Steps[i];
            if (parsed[i].SaysMore && step.TemporaryBytes is not null && step.Live.All(IsKnown))
                predictions._bytes[steps[i].Name] = step.CeilingBytes - forecast.BaseBytes;

            // What is there before the first step is none of the steps' memory until one of them shows that it may be.
            bool IsKnown(LiveObject live) => live.Bytes is not null || live.Object.MadeIn < 0 && unmade[live.Object.Name] > i;
        }

        return predictions;
    }

    private static long? Number(PSPropertyInfo? property) =>
        property?.Value is { } value && LanguagePrimitives.TryConvertTo<long>(value, CultureInfo.InvariantCulture, out var number) ? number : null;
}
