namespace Scaling.Native.Datasets.Expressions;

/// <summary>The compiled form of a script for the batch at hand, made again when the schema or a captured variable changes.</summary>
internal sealed class ScriptCompilation(RowScript script, bool isFilter)
{
    private DatasetSchema? _schema;
    private ScriptTranslation? _translation;

    internal CompiledExpression? Compiled { get; private set; }

    /// <summary>Why there is no compiled form.</summary>
    internal string? Reason { get; private set; }

    /// <summary>The column that the script is no more than, or -1.</summary>
    internal int PlainColumn { get; private set; } = -1;

    internal void Update(DatasetSchema schema)
    {
        var translation = script.Translate();
        if (ReferenceEquals(translation, _translation) && schema.Equals(_schema)) return;
        (_translation, _schema, Compiled, PlainColumn, Reason) = (translation, schema, null, -1, translation.Reason);
        foreach (var column in script.Columns) schema.Require(column);
        if (translation.Expression is not { } expression) return;
        if (!isFilter && expression is ColumnExpression plain)
        {
            PlainColumn = schema.IndexOf(plain.Name);
            return;
        }

        Compiled = isFilter
            ? CompiledExpression.TryCompileFilter(expression, schema, out var reason)
            : CompiledExpression.TryCompile(expression, schema, out reason);
        Reason = reason;
    }
}
