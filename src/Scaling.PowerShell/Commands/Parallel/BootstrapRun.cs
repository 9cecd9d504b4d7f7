using System.Globalization;
using System.Management.Automation;
using Scaling.Native.Sampling;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>The bootstrap of gathered groups: a record or an error each, in their order.</summary>
internal sealed class BootstrapRun(
    IReadOnlyList<KeyedBootstrapGroup> groups, BootstrapOptions options, BootstrapSubject subject, string[] groupBy)
{
    private const string AllRows = "(all)";

    private static readonly HashSet<string> RecordProperties =
        new(typeof(BootstrapResult).GetProperties().Select(p => p.Name), StringComparer.OrdinalIgnoreCase);

    private readonly bool[] _isShown = [.. groupBy.Select(name => !RecordProperties.Contains(name))];

    internal string Activity => $"Bootstrapping {subject}";

    internal int Groups => groups.Count;

    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="OutOfMemoryException">The memory for the resampled statistics cannot be had.</exception>
    internal void Execute(
        Action<PSObject> write, Action<ErrorRecord> fail, IProgress<BootstrapProgress> progress, CancellationToken cancellationToken)
    {
        var workers = ParallelBootstrap.EffectiveWorkers(groups.Count, options);
        var rows = new BootstrapGroup[groups.Count];
        for (var i = 0; i < rows.Length; i++) rows[i] = groups[i].Group;
        foreach (var outcome in ParallelBootstrap.Run(rows, options, progress, cancellationToken))
        {
            var key = groups[outcome.Group].Key;
            var label = key.Values.Count == 0 ? AllRows : key.ToString();
            if (outcome.Error is not null) fail(Errors.GroupNotBootstrapped(outcome.Error, label));
            else write(WithKey(new BootstrapResult(label, subject, outcome.Estimate!, options, workers), key));
        }
    }

    internal static string Status(BootstrapProgress progress) =>
        string.Create(CultureInfo.CurrentCulture, $"{progress.GroupsDone:N0} of {progress.Groups:N0} groups");

    /// <summary>Adds the grouping columns with their own types, so that a later cmdlet finds $_.Year as it was.</summary>
    private PSObject WithKey(BootstrapResult result, GroupKey key)
    {
        var record = new PSObject(result);
        for (var i = 0; i < _isShown.Length; i++)
            if (_isShown[i]) record.Properties.Add(new PSNoteProperty(groupBy[i], key.Values[i]), preValidated: true);
        return record;
    }
}
