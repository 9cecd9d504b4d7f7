namespace Scaling.Native.Memory.Ceilings.Flow;

/// <summary>The plans of a program, one for each way through it.</summary>
/// <param name="Plans">At least one.</param>
/// <param name="IsCutShort">There are more ways than are told apart; parts of which only one runs were taken to run one after another.</param>
/// <param name="UnusedSizes">Names of given sizes that no variable has.</param>
public sealed record FlowPlans(IReadOnlyList<FlowPlan> Plans, bool IsCutShort, IReadOnlyList<string> UnusedSizes)
{
    /// <param name="program">The program.</param>
    /// <param name="sizes">Sizes by variable, for each value that it gets; of what else is read, as it is there before.</param>
    /// <exception cref="MemoryPlanException">A given size is a part of an object that is not there, of itself, or out of range.</exception>
    public static FlowPlans Of(FlowProgram program, IReadOnlyDictionary<string, MemorySize> sizes)
    {
        var known = new Dictionary<string, MemorySize>(sizes, StringComparer.OrdinalIgnoreCase);
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var ways = new FlowWays();
        var plans = ways.Through(program.Body).Select(w => FlowReplay.Run(program, w, known, used)).ToList();
        return new FlowPlans(plans, ways.IsCutShort, [.. known.Keys.Where(n => !used.Contains(n))]);
    }

    /// <summary>The forecast of the way on which most is in memory; of equal ones, of that with most that is not known, then with most steps.</summary>
    /// <exception cref="MemoryPlanException"><see cref="MemoryPlanError.StepNotFound"/>: no way can be cut where the options say.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public CeilingForecast Forecast(CeilingPolicy policy, ForecastOptions options, CancellationToken cancellationToken = default)
    {
        var forecasts = new List<CeilingForecast>();
        MemoryPlanException? missing = null;
        foreach (var way in Plans)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                forecasts.Add(way.Plan.Forecast(policy, options, cancellationToken));
            }
            catch (MemoryPlanException e) when (e.Error == MemoryPlanError.StepNotFound)
            {
                // This way ends before it comes to the cut.
                missing = e;
            }
        }

        return forecasts.Count > 0
            ? forecasts.OrderByDescending(f => f.CeilingBytes).ThenByDescending(f => f.Unknown.Count).ThenByDescending(f => f.Steps.Count).First()
            : throw missing!;
    }
}

/// <summary>The plan of one way.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Steps">Where each of its steps comes from.</param>
public sealed record FlowPlan(MemoryPlan Plan, IReadOnlyList<FlowStep> Steps);

/// <summary>A statement, and the pass of a loop it runs in.</summary>
public sealed record FlowStep(FlowStatement Statement, int Pass);
