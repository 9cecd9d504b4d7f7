using System.Globalization;
using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Expressions;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Expressions;

namespace Scaling.PowerShell.Commands.Datasets;

/// <summary>Keeps rows for which a script is true, and picks, renames and computes columns.</summary>
[Cmdlet(VerbsCommon.Select, "Dataset", DefaultParameterSetName = InputObjectSet)]
[OutputType(typeof(DatasetBatch))]
public sealed class SelectDatasetCommand : DatasetPipelineCommand
{
    // A variable of the session, for tests that compare the two ways of evaluation.
    private const string RowByRowVariable = "ScalingRowByRow";

    private readonly HashSet<DatasetOrigin> _refused = [];
    private readonly HashSet<string> _explained = [];
    private DatasetSelection _selection = null!;
    private IReadOnlyList<string>? _columnsToRead;

    /// <summary>Keeps the rows for which this script is true; $_ is the row.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? Where { get; set; }

    /// <summary>Columns to put out: names, wildcards, or @{ Name = '…'; Expression = { … }; Type = '…' }.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public object[]? Property { get; set; }

    /// <summary>Columns of the input not to put out; wildcards are allowed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[]? ExcludeProperty { get; set; }

    /// <summary>A CSV file for the records that cannot be read, which are then left out; without it the first of them is an error.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BadRecordPath { get; set; }

    private protected override string? BadRecordsTo => BadRecordPath;

    private protected override IReadOnlyList<string>? ColumnsToRead => _columnsToRead;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        var where = Where is null ? null : new ScriptBlockScript(Where, this);
        var items = Property is null ? null : ParseProperties(Property);
        WildcardPattern[] excluded = [.. (ExcludeProperty ?? []).Select(p => WildcardPattern.Get(p, WildcardOptions.IgnoreCase))];
        var rowByRow = SessionState.PSVariable.GetValue(RowByRowVariable) is true;
        _selection = new(where, items, name => excluded.Any(p => p.IsMatch(name)), rowByRow);
        _columnsToRead = Needed(where, items);
    }

    private protected override void ProcessBatch(DatasetBatch batch)
    {
        if (_refused.Contains(batch.Origin)) return;
        DatasetBatch? result;
        IReadOnlyList<RowFailures> failures;
        try
        {
            result = _selection.Apply(batch, out failures, StopToken);
        }
        catch (DatasetException)
        {
            // One error an input, not one a batch.
            _refused.Add(batch.Origin);
            throw;
        }

        Explain();
        foreach (var failure in failures) WriteError(Errors.ExpressionFailed(failure, batch));
        if (result is not null) WriteObject(result);
    }

    private protected override void EndBatches()
    {
        foreach (var use in _selection.Uses)
        {
            if (use is { Reason: null, RowByRow: > 0 })
                WriteVerbose(string.Create(CultureInfo.InvariantCulture,
                    $"{Name(use)}: {use.RowByRow} of {use.Rows} rows ran row by row, because their result in columns was not certain."));
        }
    }

    private static string Name(ScriptUse use) =>
        use.ColumnName is null ? $"-Where {use.Script.Text}" : $"Column '{use.ColumnName}' {use.Script.Text}";

    private void Explain()
    {
        foreach (var use in _selection.Uses)
        {
            if (use.Reason is null || use.Rows == 0) continue;
            var message = $"{Name(use)} runs row by row: {use.Reason}.";
            if (_explained.Add(message)) WriteVerbose(message);
        }
    }

    private SelectionItem[] ParseProperties(object[] properties)
    {
        try
        {
            return [.. properties.Select(p => PropertyParser.Parse(p, this))];
        }
        catch (FormatException e)
        {
            ThrowTerminatingError(Errors.InvalidParameter(e.Message, properties));
            throw;
        }
    }

    /// <summary>The columns that must be read, or null where that depends on those there are.</summary>
    private static IReadOnlyList<string>? Needed(ScriptBlockScript? where, IReadOnlyList<SelectionItem>? items)
    {
        if (items is null || where?.ReadsWholeRow == true) return null;
        var names = new List<string>(where?.Columns ?? []);
        foreach (var item in items)
        {
            switch (item)
            {
                case PickedColumns { Matches: null } picked: names.Add(picked.Pattern); break;
                case ComputedItem { Script.ReadsWholeRow: false } computed: names.AddRange(computed.Script.Columns); break;
                default: return null;
            }
        }

        return names.Count == 0 ? null : [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
