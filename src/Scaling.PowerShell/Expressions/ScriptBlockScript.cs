using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Language;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Expressions;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Runspaces;

namespace Scaling.PowerShell.Expressions;

/// <summary>A script block of the user, as the core evaluates it.</summary>
internal sealed class ScriptBlockScript : RowScript
{
    private readonly PSCmdlet _command;
    private readonly ScriptBlock _script;
    private readonly ScriptBlockAst _ast;
    private readonly ScriptReferences _references;
    private CapturedVariables? _variables;
    private ScriptTranslation? _translation;

    internal ScriptBlockScript(ScriptBlock script, PSCmdlet command)
    {
        script = PlainScript.Of(script);
        (_command, _ast) = (command, (ScriptBlockAst)script.Ast);
        Text = $"{{{script}}}";
        _script = WithoutUsing(script);
        _references = ScriptReferences.Of(_ast);
    }

    public override string Text { get; }

    public override IReadOnlyCollection<string> Columns => _references.Columns;

    public override bool ReadsWholeRow => _references.ReadsWholeRow;

    public override ScriptTranslation Translate()
    {
        if (_translation is not null && !_variables!.HaveChanged()) return _translation;
        _variables = new CapturedVariables(SessionOf(_script));
        return _translation = ScriptBlockTranslator.Translate(_ast, _variables);
    }

    public override void Run(DatasetBatch batch, ReadOnlySpan<int> rows, RowResults results, CancellationToken cancellationToken)
    {
        var run = new RowRun(this, batch, rows.ToArray(), results, cancellationToken);
        ScriptGuard.Run(_command, run.Run);
    }

    /// <summary>The session whose variables the script sees, or null where that session is not within reach.</summary>
    private SessionState? SessionOf(ScriptBlock script)
    {
        if (script.Module is { } module) return module.SessionState;
        return _command.SessionState.Module is null ? _command.SessionState : null;
    }

    /// <summary>
    /// The same script with <c>$using:x</c> as <c>$x</c>: the engine knows the former only where a script goes elsewhere to run.
    /// </summary>
    internal static ScriptBlock WithoutUsing(ScriptBlock script)
    {
        var (text, isChanged) = UsingText.Replace(script, variable => variable.UserPath);
        if (!isChanged) return script;
        var rewritten = ScriptBlock.Create(text);
        return script.Module is { } module ? module.NewBoundScriptBlock(rewritten) : rewritten;
    }

    /// <summary>Runs the script for rows.</summary>
    private sealed class RowRun(
        ScriptBlockScript owner, DatasetBatch batch, int[] rows, RowResults results, CancellationToken cancellationToken)
    {
        private readonly List<PSVariable> _variables = new(1);

        internal void Run()
        {
            var view = owner.ReadsWholeRow ? null : new RowView(batch, owner.Columns);
            for (var i = 0; i < rows.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                RunRow(i, view?.MoveTo(rows[i]) ?? RowObject.Create(batch, rows[i]));
            }
        }

        private void RunRow(int index, PSObject row)
        {
            try
            {
                _variables.Clear();
                _variables.Add(new PSVariable("_", row));
                var output = owner._script.InvokeWithContext(null, _variables);
                if (results.AsTruth) results.Set(index, LanguagePrimitives.IsTrue(Value(output)));
                else if (output.Count > 1) results.Fail(index, $"The script gave {output.Count} values where a row has room for one.");
                else results.Set(index, output.Count == 0 ? null : output[0]?.BaseObject);
            }
            catch (Exception e) when (e is PipelineStoppedException or FlowControlException)
            {
                throw;
            }
            catch (RuntimeException e)
            {
                results.Fail(index, e.ErrorRecord?.ToString() ?? e.Message);
            }
        }

        private static object? Value(Collection<PSObject> output) => output.Count switch
        {
            0 => null,
            1 => output[0],
            _ => output.ToArray(),
        };
    }

    /// <summary>One object that stands for one row after another, for scripts that only read properties of it.</summary>
    private sealed class RowView
    {
        private readonly PSObject _row = new();
        private readonly (int Column, PSPropertyInfo Property)[] _properties;
        private readonly DatasetBatch _batch;

        internal RowView(DatasetBatch batch, IReadOnlyCollection<string> columns)
        {
            _batch = batch;
            foreach (var column in columns) _row.Properties.Add(new PSNoteProperty(column, null));
            // Adding copies the property.
            _properties = [.. columns.Select(c => (batch.Schema.Require(c), _row.Properties[c]))];
        }

        internal PSObject MoveTo(int row)
        {
            foreach (var (column, property) in _properties) property.Value = _batch.GetValue(column, row);
            return _row;
        }
    }
}

/// <summary>The value of a column under another name.</summary>
internal sealed class ColumnScript(string column) : RowScript
{
    private readonly ScriptTranslation _translation = new(new ColumnExpression(column), null);

    public override string Text => column;

    public override IReadOnlyCollection<string> Columns { get; } = [column];

    public override bool ReadsWholeRow => false;

    public override ScriptTranslation Translate() => _translation;

    public override void Run(DatasetBatch batch, ReadOnlySpan<int> rows, RowResults results, CancellationToken cancellationToken)
    {
        var index = batch.Schema.Require(column);
        for (var i = 0; i < rows.Length; i++) results.Set(i, batch.GetValue(index, rows[i]));
    }
}
