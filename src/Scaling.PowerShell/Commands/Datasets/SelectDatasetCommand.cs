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
    private BatchSelection _selection = null!;
    private ScriptBlockScript? _filter;
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

    private protected override RowScript? Filter => _filter;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        var where = Where is null ? null : new ScriptBlockScript(Where, this);
        var items = Property is null ? null : ParseProperties(Property);
        WildcardPattern[] excluded = [.. (ExcludeProperty ?? []).Select(p => WildcardPattern.Get(p, WildcardOptions.IgnoreCase))];
        var rowByRow = BatchSelection.RunsRowByRow(this);
        _selection = new(this, new(where, items, name => excluded.Any(p => p.IsMatch(name)), rowByRow));
        // A column that runs row by row has its type from its first batch, which must be the same one whatever is left out.
        var dependsOnBatches = items?.Any(i => i is ComputedItem { Type: null } computed && computed.Script.Translate().Expression is null);
        _filter = rowByRow || dependsOnBatches == true ? null : where;
        _columnsToRead = Needed(where, items);
    }

    private protected override void ProcessBatch(DatasetBatch batch) => _selection.Apply(batch, WriteObject, StopToken);

    private protected override void EndBatches() => _selection.End(WriteObject);

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
