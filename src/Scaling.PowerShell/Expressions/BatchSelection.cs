using System.Globalization;
using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Expressions;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Expressions;

/// <summary>A selection on its way through the batches of a cmdlet: tells of rows that fail, and of scripts that run row by row.</summary>
internal sealed class BatchSelection(Cmdlet command, DatasetSelection selection)
{
    // A variable of the session, for tests that compare the two ways of evaluation.
    private const string RowByRowVariable = "ScalingRowByRow";

    private readonly HashSet<DatasetOrigin> _refused = [];
    private readonly HashSet<string> _explained = [];

    /// <summary>The selection of rows for which a script is true, and how to read files for it.</summary>
    /// <param name="command">Runs the script, and writes what fails in it.</param>
    /// <param name="script">The script.</param>
    /// <param name="columns">Columns to put out, or null for all.</param>
    /// <param name="options">How files are read otherwise.</param>
    internal static (BatchSelection Selection, DatasetReadOptions Options) Where(
        PSCmdlet command, ScriptBlock script, IReadOnlyList<string>? columns, DatasetReadOptions options)
    {
        var (where, rowByRow) = (new ScriptBlockScript(script, command), RunsRowByRow(command));
        var items = columns?.Select(name => new PickedColumns(name, null)).ToArray();
        return (new(command, new(where, items, null, rowByRow)), options with
        {
            Columns = columns is null || where.ReadsWholeRow
                ? null
                : [.. columns.Concat(where.Columns).Distinct(StringComparer.OrdinalIgnoreCase)],
            Filter = rowByRow ? null : where,
        });
    }

    /// <summary>Whether every script is to run itself, for each row.</summary>
    internal static bool RunsRowByRow(PSCmdlet command) => command.SessionState.PSVariable.GetValue(RowByRowVariable) is true;

    /// <summary>Hands the selection from a batch over, where a row is left.</summary>
    internal void Apply(DatasetBatch batch, Action<DatasetBatch> use, CancellationToken stopToken)
    {
        if (_refused.Contains(batch.Origin)) return;
        DatasetBatch? result;
        IReadOnlyList<RowFailures> failures;
        try
        {
            result = selection.Apply(batch, out failures, stopToken);
        }
        catch (DatasetException)
        {
            // One error an input, not one a batch.
            _refused.Add(batch.Origin);
            throw;
        }

        Explain();
        foreach (var failure in failures) command.WriteError(Errors.ExpressionFailed(failure, batch));
        if (result is not null) use(result);
    }

    /// <summary>Called once after the last batch.</summary>
    internal void End()
    {
        foreach (var use in selection.Uses)
        {
            if (use is { Reason: null, RowByRow: > 0 })
                command.WriteVerbose(string.Create(CultureInfo.InvariantCulture,
                    $"{Name(use)}: {use.RowByRow} of {use.Rows} rows ran row by row, because their result in columns was not certain."));
        }
    }

    private static string Name(ScriptUse use) =>
        use.ColumnName is null ? $"-Where {use.Script.Text}" : $"Column '{use.ColumnName}' {use.Script.Text}";

    private void Explain()
    {
        foreach (var use in selection.Uses)
        {
            if (use.Reason is null || use.Rows == 0) continue;
            var message = $"{Name(use)} runs row by row: {use.Reason}.";
            if (_explained.Add(message)) command.WriteVerbose(message);
        }
    }
}
