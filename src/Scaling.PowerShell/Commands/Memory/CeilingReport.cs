using Scaling.Native.Memory.Ceilings;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>Puts forecasts into words and records.</summary>
/// <param name="options">Those of the forecasts.</param>
/// <param name="limitBytes">Memory that the process may use.</param>
/// <param name="stopToken">Ends the trials of changes.</param>
internal sealed class CeilingReport(ForecastOptions options, long limitBytes, CancellationToken stopToken)
{
    /// <param name="forecasts">Forecasts of one pipeline, one a policy.</param>
    /// <param name="script">Of a script, what else is to be said; null for steps.</param>
    internal IEnumerable<MemoryCeiling> Describe(IReadOnlyList<CeilingForecast> forecasts, ScriptOutline? script = null)
    {
        var scale = forecasts.Max(f => f.CeilingBytes);
        foreach (var forecast in forecasts) yield return Describe(forecast, scale, script);
    }

    private MemoryCeiling Describe(CeilingForecast forecast, long scale, ScriptOutline? script)
    {
        var isComplete = forecast.Unknown.Count == 0;
        var changes = CeilingAdvice.Try(forecast, options, stopToken);
        var advice = CeilingAdvice.Best(changes, limitBytes);
        return new MemoryCeiling
        {
            Policy = forecast.Policy.ToString(),
            CeilingBytes = forecast.CeilingBytes,
            CeilingStep = NameOf(forecast, forecast.CeilingStep < 0 ? null : forecast.CeilingStep),
            UncollectedBytes = forecast.UncollectedBytes,
            FloorBytes = forecast.FloorBytes,
            BaseBytes = forecast.BaseBytes,
            LimitBytes = limitBytes,
            Fits = Fits(forecast.CeilingBytes, isComplete),
            ShortBytes = Math.Max(0, forecast.CeilingBytes - limitBytes),
            StorageBytes = forecast.StorageBytes,
            CheckpointAfter = NameOf(forecast, forecast.CheckpointAfter),
            CheckpointBytes = forecast.CheckpointBytes,
            CheckpointObjects = [.. forecast.CheckpointObjects.Select(o => forecast.Plan.Objects[o].Label)],
            RunCeilingBytes = [.. forecast.RunCeilingBytes],
            Advice = advice is null ? null : Sentence(advice) + Outcome(advice, isComplete),
            Changes = [.. changes.Select(c => Describe(c, isComplete))],
            Steps = [.. Rows(forecast, script).Select(s => Describe(s, forecast, scale, script))],
            Unknown = [.. forecast.Unknown],
            ScriptPath = script?.Path,
            Notes = script is null ? [] : [.. script.Notes],
        };
    }

    /// <summary>The steps to show: of a statement in a loop, the pass with the higher ceiling.</summary>
    private static IEnumerable<StepForecast> Rows(CeilingForecast forecast, ScriptOutline? script)
    {
        if (script is null) return forecast.Steps;
        var statements = script.StepsOf(forecast.Plan);
        return forecast.Steps.GroupBy(s => statements[s.Step.Index].Statement, ReferenceEqualityComparer.Instance)
            .Select(passes => passes.MaxBy(s => s.CeilingBytes)!);
    }

    private static MemoryCeilingStep Describe(StepForecast step, CeilingForecast forecast, long scale, ScriptOutline? script) => new()
    {
        Policy = forecast.Policy.ToString(),
        Step = step.Step.Name,
        Run = step.Run + 1,
        Line = script?.StepsOf(forecast.Plan)[step.Step.Index].Statement.Line,
        FloorBytes = step.FloorBytes,
        CeilingBytes = step.CeilingBytes,
        AfterBytes = step.AfterBytes,
        BaseBytes = forecast.BaseBytes,
        TemporaryBytes = step.TemporaryBytes,
        Live = [.. step.Live.Where(l => l.Object.IsNamed || l.Bytes != 0).Select(l => Describe(l, forecast))],
        Idle = [.. step.Live.Where(l => l.Reason == LiveReason.Kept).Select(l => l.Object.Label)],
        IsComplete = step.TemporaryBytes is not null && step.Live.All(l => l.Bytes is not null),
        ScaleBytes = scale,
    };

    private static MemoryCeilingObject Describe(LiveObject live, CeilingForecast forecast) => new()
    {
        Name = live.Object.Label,
        Bytes = live.Bytes,
        Reason = live.Reason.ToString(),
        Why = live.Reason switch
        {
            LiveReason.Made => "this step makes it",
            LiveReason.Read => "this step reads it",
            LiveReason.Loaded => "this step loads it from the checkpoint",
            LiveReason.Needed => $"'{NameOf(forecast, live.Other)}' reads it",
            LiveReason.Result => "it is a result",
            LiveReason.Held => $"'{forecast.Plan.Objects[live.Other!.Value].Label}' refers to it",
            LiveReason.Given => "the caller has it",
            _ => live.Other is { } step
                ? $"no step needs it, but it is kept up to '{NameOf(forecast, step)}'"
                : "no step needs it, but it is kept to the end",
        },
        EndsHere = live.EndsHere,
    };

    private MemoryCeilingChange Describe(CeilingChange change, bool isComplete) => new()
    {
        Kind = change.Kind.ToString(),
        Object = change.Object?.Label,
        Step = change.Step?.Name,
        CeilingBytes = change.CeilingBytes,
        SavedBytes = change.SavedBytes,
        StorageBytes = change.StorageBytes,
        Fits = Fits(change.CeilingBytes, isComplete),
        Description = Sentence(change),
    };

    private static string Sentence(CeilingChange change) => change.Kind switch
    {
        CeilingChangeKind.ReleaseObject => $"let go of '{change.Object}' after '{change.Step}'",
        CeilingChangeKind.DropTemporary => $"spare '{change.Step}' its temporary data, by working piece by piece",
        CeilingChangeKind.CutAfterStep => $"cut after '{change.Step}' and store what is needed later",
        _ => $"halve '{change.Object}', by narrower types, fewer columns or fewer rows",
    };

    private string Outcome(CeilingChange change, bool isComplete)
    {
        var over = change.CeilingBytes - limitBytes;
        return $": {(isComplete ? "" : "≥ ")}{ByteText.Of(change.CeilingBytes)}, {ByteText.Of(change.SavedBytes)} less"
            + (over > 0 ? $", still {ByteText.Of(over)} too much" : "");
    }

    private bool? Fits(long ceiling, bool isComplete) => ceiling > limitBytes ? false : isComplete ? true : null;

    private static string? NameOf(CeilingForecast forecast, int? step) => step is { } index ? forecast.Plan.Steps[index].Name : null;
}
