namespace Scaling.Native.Sampling;

/// <summary>
/// Bootstraps a statistic of many groups on several threads: resampled statistics, their spread and a confidence interval
/// (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993).
/// </summary>
public static class ParallelBootstrap
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The outcomes in the order of the groups, each as soon as it and those before it are known. Workers run while the sequence is
    /// enumerated; leaving it early stops them. The digits depend on the seed, the group's index, the sample size and the group's rows
    /// in their order; not on the workers, the instructions, nor on the other groups. Memory: at most 8 MiB of statistics, 16 for the studentized
    /// method, for each of at most Workers + 1 groups at work, and 8 bytes × ResampleCount a group where the distribution is kept.
    /// </summary>
    /// <param name="groups">In the order that gives them their index.</param>
    /// <param name="options">Validated before this method returns.</param>
    /// <param name="progress">Called on the enumerating thread, about ten times a second while it waits, and once at the end.</param>
    /// <param name="cancellationToken">Looked at about every million draws.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="ArgumentException">Options do not go together.</exception>
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
        return options.Script is null
            ? Enumerate(groups, options, progress, cancellationToken)
            : ScriptBootstrap.Enumerate(groups, options, options.Script, progress, cancellationToken);
    }

    /// <summary>How many threads a run of so many groups takes: no more than it has blocks.</summary>
    public static int EffectiveWorkers(int groupCount, BootstrapOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.Script is not null ? 1 : (int)Math.Min(options.Workers, Math.Max(1, (long)groupCount * GroupBootstrap.BlocksOf(options)));
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
