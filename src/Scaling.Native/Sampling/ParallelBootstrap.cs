namespace Scaling.Native.Sampling;

/// <summary>
/// Bootstraps the weighted mean of many groups on several threads: resampled means, their spread and percentile interval
/// (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993).
/// </summary>
public static class ParallelBootstrap
{
    /// <summary>The instruction path of the draws.</summary>
    public const string InstructionPath = "Scalar";

    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The outcomes in the order of the groups, each as soon as it and those before it are known. Workers run while the sequence is
    /// enumerated; leaving it early stops them. The digits depend on the seed, the group's index, the sample size and the group's rows
    /// in their order; not on the workers, nor on the other groups. Memory: 8 bytes × ResampleCount for each of at most Workers + 1
    /// groups at work.
    /// </summary>
    /// <param name="groups">In the order that gives them their index.</param>
    /// <param name="options">Validated before this method returns.</param>
    /// <param name="progress">Called on the enumerating thread, about ten times a second while it waits, and once at the end.</param>
    /// <param name="cancellationToken">Checked before every mean.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">From the enumeration.</exception>
    public static IEnumerable<BootstrapOutcome> Run(
        IReadOnlyList<BootstrapGroup> groups,
        BootstrapOptions options,
        IProgress<BootstrapProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return Enumerate(groups, options, progress, cancellationToken);
    }

    /// <summary>How many threads a run of so many groups takes: no more than it has blocks.</summary>
    public static int EffectiveWorkers(int groupCount, BootstrapOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return (int)Math.Min(options.Workers, Math.Max(1, (long)groupCount * GroupBootstrap.BlocksOf(options)));
    }

    private static IEnumerable<BootstrapOutcome> Enumerate(
        IReadOnlyList<BootstrapGroup> groups,
        BootstrapOptions options,
        IProgress<BootstrapProgress>? progress,
        CancellationToken cancellationToken)
    {
        using var crew = new BootstrapCrew(groups, options, cancellationToken);
        crew.Start(EffectiveWorkers(groups.Count, options));
        for (var group = 0; group < groups.Count; group++)
        {
            BootstrapOutcome? outcome;
            while ((outcome = crew.Wait(group, ProgressInterval)) is null)
            {
                progress?.Report(crew.Progress);
            }

            yield return outcome;
        }

        progress?.Report(crew.Progress);
    }
}
