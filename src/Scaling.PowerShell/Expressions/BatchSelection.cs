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
    private readonly HashSet<DatasetOrigin> _toldOf = [];
    private readonly Dictionary<DatasetOrigin, DatasetBatch> _untold = [];
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

    /// <summary>Hands the selection from a batch over, where a row is left; and where none is, once an input, a batch of no rows, so that
    /// later steps know the columns, and of the input if it fails.</summary>
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
        if (result is null && !_toldOf.Contains(batch.Origin) && (result = selection.WithoutRows(batch.Schema, batch.Origin, guess: false)) is null)
            _untold.TryAdd(batch.Origin, DatasetBatch.Empty(batch.Schema, batch.Origin));
        if (result is null) return;
        _toldOf.Add(batch.Origin);
        _untold.Remove(batch.Origin);
        use(result);
    }

    /// <summary>The selection from a batch, or null where no row is left.</summary>
    internal DatasetBatch? Select(DatasetBatch batch, CancellationToken stopToken)
    {
        DatasetBatch? kept = null;
        Apply(batch, result => kept = result, stopToken);
        return kept;
    }

    /// <summary>Called once after the last batch.</summary>
    /// <param name="use">Takes what is to be told of inputs without rows where that needed the types that others have.</param>
    internal void End(Action<DatasetBatch>? use = null)
    {
        foreach (var (origin, batch) in _untold)
        {
            if (use is null || selection.WithoutRows(batch.Schema, origin, guess: _toldOf.Count == 0) is not { } result) continue;
            _toldOf.Add(origin);
            use(result);
        }

        foreach (var script in selection.Uses)
        {
            if (script is { Reason: null, RowByRow: > 0 })
                command.WriteVerbose(string.Create(CultureInfo.InvariantCulture,
                    $"{Name(script)}: {script.RowByRow} of {script.Rows} rows ran row by row, because their result in columns was not certain."));
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
