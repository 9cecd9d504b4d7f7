namespace Scaling.Native.Memory.Ceilings;

/// <summary>Finds out which single change lowers a ceiling most, by trying each.</summary>
public static class CeilingAdvice
{
    /// <summary>The changes that lower a forecast's ceiling, the one that lowers it most first.</summary>
    /// <param name="forecast">The forecast to improve.</param>
    /// <param name="options">Those of the forecast.</param>
    /// <param name="cancellationToken">Ends the trials.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<CeilingChange> Try(
        CeilingForecast forecast, ForecastOptions options, CancellationToken cancellationToken = default) =>
        [.. new Trials(forecast, options, cancellationToken).Run()
            .Where(c => c.SavedBytes > 0)
            .OrderBy(c => c.CeilingBytes).ThenBy(c => c.Kind).ThenBy(c => c.Step?.Index).ThenBy(c => c.Object?.Index)];

    /// <summary>
    /// The change to advise, or null for none: the one that lowers the ceiling most. Halving can always be wished for, so it is advised only where the
    /// plan does not fit and no other change makes it fit.
    /// </summary>
    /// <param name="changes">As <see cref="Try"/> gives them.</param>
    /// <param name="limitBytes">What the ceiling is to stay under.</param>
    public static CeilingChange? Best(IReadOnlyList<CeilingChange> changes, long limitBytes)
    {
        var real = changes.FirstOrDefault(c => c.Kind != CeilingChangeKind.HalveObject);
        var halved = changes.FirstOrDefault(c => c.Kind == CeilingChangeKind.HalveObject);
        if (halved is null || halved.CeilingBytes + halved.SavedBytes <= limitBytes) return real;
        return real is null || (real.CeilingBytes > limitBytes && halved.CeilingBytes <= limitBytes) ? halved : real;
    }

    private sealed class Trials(CeilingForecast forecast, ForecastOptions options, CancellationToken cancellationToken)
    {
        private readonly MemoryPlan _plan = forecast.Plan;
        private readonly CeilingPolicy _policy = forecast.Policy;
        private readonly int? _cut = forecast.CheckpointAfter;

        internal IEnumerable<CeilingChange> Run()
        {
            var last = Lifetimes.LastSteps(_plan, _policy);
            foreach (var planned in _plan.Objects)
            {
                cancellationToken.ThrowIfCancellationRequested();
                options.Progress?.Report((double)planned.Index / _plan.Objects.Count);
                if (!planned.IsPinned && !planned.IsResult && planned.LastUse >= 0 && last[planned.Index] > planned.LastUse)
                {
                    var shorter = Lifetimes.LastSteps(_plan, _policy, released: planned.Index);
                    yield return Change(CeilingChangeKind.ReleaseObject, planned, _plan.Steps[planned.LastUse], Ceiling(_plan, shorter, _cut), _cut);
                }

                if (_plan.BytesOf(planned.Index) > 0)
                    yield return Change(CeilingChangeKind.HalveObject, planned, null, Ceiling(_plan.WithHalved(planned.Index), last, _cut), _cut);
            }

            foreach (var step in _plan.Steps.Where(s => _plan.TemporaryBytesOf(s) > 0))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return Change(CeilingChangeKind.DropTemporary, null, step, Ceiling(_plan, last, _cut, streamed: step.Index), _cut);
            }

            if (_cut is not null) yield break;
            foreach (var cut in CeilingForecaster.Cuts(_plan))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return Change(CeilingChangeKind.CutAfterStep, null, _plan.Steps[cut], Ceiling(_plan, last, cut), cut);
            }
        }

        private long Ceiling(MemoryPlan plan, int[] last, int? cut, int? streamed = null)
        {
            var releases = _policy is CeilingPolicy.Release or CeilingPolicy.Checkpoint;
            var runs = cut is { } step ? Lifetimes.TwoRuns(plan, last, step, releases) : Lifetimes.OneRun(plan, last);
            return CeilingProfile.Of(plan, runs, options.BaseBytes, streamed).Highest;
        }

        private CeilingChange Change(CeilingChangeKind kind, PlannedObject? planned, PlannedStep? step, long ceiling, int? cut)
        {
            // A smaller object makes a smaller checkpoint as well.
            var plan = kind == CeilingChangeKind.HalveObject ? _plan.WithHalved(planned!.Index) : _plan;
            var checkpoint = cut is { } after
                ? CeilingForecaster.StoredBytes(plan, Lifetimes.StoredAt(plan, after), options.StorageRatio)
                : 0;
            var storage = ByteSum.Add(CeilingForecaster.StoredBySteps(plan), checkpoint);
            return new CeilingChange(kind, planned, step, ceiling, forecast.CeilingBytes - ceiling, storage);
        }
    }
}
