using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Scaling.PowerShell.Common;
using Laws = Scaling.Native.Parallel.Laws;

namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>An object with a worker count and a time, as the core takes it.</summary>
internal sealed class ScalingRow
{
    // A number, which Enum.Parse takes as well, says something else.
    private static readonly string[] ModeNames = Enum.GetNames<Laws.ScalingMode>();

    private readonly PSObject _input;
    private readonly ScalingRecordKind? _kind;

    private ScalingRow(PSObject input, ScalingRecordKind? kind, Laws.ScalingObservation observation) => (_input, _kind, Observation) = (input, kind, observation);

    internal Laws.ScalingObservation Observation { get; }

    /// <summary>Strong or Weak, where the object says so.</summary>
    internal Laws.ScalingMode? Mode =>
        Text("Mode") is { } text && ModeNames.Contains(text, StringComparer.OrdinalIgnoreCase) ? Enum.Parse<Laws.ScalingMode>(text, ignoreCase: true) : null;

    /// <summary>The properties that tell what a record of this module is of; none for other objects, whose properties may be anything.</summary>
    internal IReadOnlyList<string> SeriesProperties => _kind?.SeriesProperties ?? [];

    /// <summary>How many workers the process may use.</summary>
    internal int? WorkerLimit => Whole(Value(_input, "WorkerLimit"));

    /// <summary>Whether the results of so many workers were others than those of the first count.</summary>
    internal bool IsOutcomeOther => IsOfTasks && Text("OutcomeEqual") == bool.FalseString;

    /// <summary>The tasks that a record is of: in all, or a worker where work grows; null for other objects.</summary>
    internal double? Tasks(Laws.ScalingMode mode) =>
        IsOfTasks ? Number(Value(_input, "TaskCount")) / (mode == Laws.ScalingMode.Weak ? Observation.Workers : 1) : null;

    internal string? Text(string property) => Text(_input, property);

    private bool IsOfTasks => _kind == ScalingRecordKind.ParallelScaling;

    /// <summary>Null, with an error written, where the object has no valid count and time, or lacks a property.</summary>
    internal static ScalingRow? Read(
        PSObject input, string workersProperty, string secondsProperty, bool takeSamples, IReadOnlyList<string> groupBy, Action<ErrorRecord> fail)
    {
        if (groupBy.Prepend(secondsProperty).Prepend(workersProperty).FirstOrDefault(property => !Has(input, property)) is { } missing)
        {
            fail(Errors.PropertyNotFound(missing, input));
            return null;
        }

        var (given, time) = (Value(input, workersProperty), Value(input, secondsProperty));
        if (Whole(given) is not { } workers)
        {
            fail(Errors.WorkersNotValid(given, input));
            return null;
        }

        if (Seconds(time) is not { } seconds)
        {
            fail(Errors.SecondsNotValid(time, input));
            return null;
        }

        var kind = ScalingRecordKind.Of(input);
        var observation = takeSamples && kind is not null && Samples(Value(input, "Samples")) is { Count: > 0 } samples
            ? Laws.ScalingObservation.OfSamples(workers, samples)
            : new Laws.ScalingObservation(workers, seconds);
        return new ScalingRow(input, kind, observation with
        {
            // Text is what Export-Csv makes of a Boolean; as one, any text would be true.
            IsOversubscribed = bool.TrueString.Equals(Text(input, "IsOversubscribed"), StringComparison.OrdinalIgnoreCase),
            StartupSeconds = Seconds(Value(input, "StartupSeconds")),
        });
    }

    private static string? Text(PSObject input, string property) =>
        Value(input, property) is { } value ? LanguagePrimitives.ConvertTo<string>(value) : null;

    internal static bool Has(PSObject input, string property) =>
        input.BaseObject is IDictionary dictionary ? dictionary.Contains(property) : input.Properties[property] is not null;

    private static object? Value(PSObject input, string property)
    {
        try
        {
            var value = input.BaseObject is IDictionary dictionary ? dictionary[property] : input.Properties[property]?.Value;
            return value is PSObject wrapped ? wrapped.BaseObject : value;
        }
        catch (GetValueException)
        {
            // Of a process that runs, to read its exit code throws.
            return null;
        }
    }

    private static int? Whole(object? value) =>
        Number(value) is { } number && number >= 1 && number <= GetScalingFitCommand.MostWorkers && number == Math.Floor(number) ? (int)number : null;

    private static double? Seconds(object? value) => (value switch
    {
        TimeSpan span => span.TotalSeconds,
        string text when NumberText.Parse(text) is null => Duration(text),
        _ => Number(value),
    }) is { } seconds && seconds > 0 && double.IsFinite(seconds) ? seconds : null;

    private static double? Number(object? value) => value switch
    {
        string text => NumberText.Parse(text),
        Enum or null => null,
        IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal => number.ToDouble(CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>[days-][hours:]minutes:seconds, as Slurm writes it, or days.hours:minutes:seconds, as .NET does.</summary>
    private static double? Duration(string text)
    {
        double? days = 0;
        if (text.Split('-') is [var before, var after]) (days, text) = (Number(before), after);
        var parts = text.Split(':');
        if (parts.Length == 3 && parts[0].Split('.') is [var first, var rest]) (days, parts[0]) = (days + Number(first), rest);
        if (days is null || parts.Length is < 2 or > 3) return null;
        double? seconds = 0;
        foreach (var part in parts) seconds = seconds * 60 + Number(part);
        return seconds + days * 86_400;
    }

    private static List<double>? Samples(object? value)
    {
        if (value is not IEnumerable samples || value is string) return null;
        var read = samples.Cast<object?>().Select(s => Seconds(s is PSObject wrapped ? wrapped.BaseObject : s)).ToList();
        return read.TrueForAll(s => s is not null) ? [.. read.Select(s => s!.Value)] : null;
    }
}
