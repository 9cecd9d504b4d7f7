namespace Scaling.Native.Memory.Ceilings;

/// <summary>
/// The steps of a pipeline and the objects that live across them. Immutable. Sizes are bytes of memory; a size that is not known is null,
/// and sums leave it out.
/// </summary>
public sealed class MemoryPlan
{
    private readonly long?[] _bytes;

    /// <exception cref="MemoryPlanException"><see cref="MemoryPlanError.SizeCycle"/>.</exception>
    internal MemoryPlan(IReadOnlyList<PlannedObject> objects, IReadOnlyList<PlannedStep> steps, long inputFileBytes, int? halved = null)
    {
        Objects = objects;
        Steps = steps;
        InputFileBytes = inputFileBytes;
        _bytes = new SizeResolution(objects, halved).Resolve();
    }

    public IReadOnlyList<PlannedObject> Objects { get; }

    public IReadOnlyList<PlannedStep> Steps { get; }

    /// <summary>Bytes of the files that the steps read.</summary>
    public long InputFileBytes { get; }

    /// <summary>A plan from steps in the order in which they run. Names are compared without regard to case.</summary>
    /// <param name="steps">The steps. A size that is a part of an object means the version that is there before the step, or else the one
    /// that the step makes.</param>
    /// <param name="sizes">Sizes of objects by name, for those whose step states none; what no step makes is there before the first.</param>
    /// <exception cref="MemoryPlanException">The steps make no plan.</exception>
    public static MemoryPlan FromSteps(IReadOnlyList<MemoryStep> steps, IReadOnlyDictionary<string, MemorySize>? sizes = null) =>
        new NamedSteps(steps, sizes).Build();

    /// <summary>What steps use before any of them makes it, and the first step that does: names that <see cref="FromSteps"/> needs sizes for.</summary>
    public static IReadOnlyDictionary<string, int> UsedBeforeMade(IReadOnlyList<MemoryStep> steps) => NamedSteps.UsedBeforeMade(steps);

    /// <summary>An object's own memory, or null where it is not known.</summary>
    public long? BytesOf(int planned) => _bytes[planned];

    /// <summary>What a step needs beside its objects, or null where it is not known.</summary>
    public long? TemporaryBytesOf(PlannedStep step) => step.Temporary.Evaluate(BytesOf);

    /// <summary>What a step leaves in storage, or null where it is not known.</summary>
    public long? StoredBytesOf(PlannedStep step) => step.Stored.Evaluate(BytesOf);

    /// <summary>The memory of each step under a policy.</summary>
    /// <exception cref="MemoryPlanException"><see cref="MemoryPlanError.StepNotFound"/>: the plan cannot be cut where the options say.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public CeilingForecast Forecast(CeilingPolicy policy, ForecastOptions options, CancellationToken cancellationToken = default) =>
        CeilingForecaster.Forecast(this, policy, options, cancellationToken);

    /// <summary>The same plan with an object of half the size; sizes that are parts of it follow.</summary>
    internal MemoryPlan WithHalved(int planned) => new(Objects, Steps, InputFileBytes, planned);
}
