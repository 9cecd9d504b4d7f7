namespace Scaling.Native.Measuring;

/// <summary>One way to do the work that is measured.</summary>
public sealed class Variant
{
    /// <summary>What it is called in results.</summary>
    public required string Name { get; init; }

    /// <summary>Does the work as many times as it is told.</summary>
    public required Action<long> Run { get; init; }

    /// <summary>Makes ready for the first run, once. It is not timed.</summary>
    public Action? Begin { get; init; }

    /// <summary>Sets up what one run uses up. It is not timed, and each sample is then of one run.</summary>
    public Action? Prepare { get; init; }

    /// <summary>What a run has come to, read after the first one, to be compared with the others'.</summary>
    public Func<double[]>? Outcome { get; init; }

    /// <summary>Says how good the first run's result is where it is judged by itself, and not by the first variant's <see cref="Outcome"/>.</summary>
    public Func<OutcomeJudgement>? Judge { get; init; }
}
