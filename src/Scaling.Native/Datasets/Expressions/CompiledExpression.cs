namespace Scaling.Native.Datasets.Expressions;

/// <summary>An expression bound to the columns of a schema. Not safe for several threads at once.</summary>
public sealed class CompiledExpression
{
    private readonly Node _root;
    private readonly Chunk _chunk = new();

    private CompiledExpression(Node root, ColumnType? type) => (_root, Type) = (root, type);

    /// <summary>The type of a column computed with it: Int64 for integers, Double for other numbers; null for a truth.</summary>
    public ColumnType? Type { get; }

    internal ValueKind Kind => _root.Kind;

    internal Node Root => _root;

    /// <summary>Binds an expression whose values make a column.</summary>
    /// <returns>Null, with the reason, where the compiled form would not be certain to give PowerShell's results.</returns>
    public static CompiledExpression? TryCompile(Expression expression, DatasetSchema schema, out string? reason) => TryBind(() =>
    {
        var root = new ExpressionBinder(schema).Bind(expression);
        var type = root.Kind.ToColumnType(root.FractionDigits)
            ?? throw new NotCompiledException($"a column of {root.Kind.Describe()}");
        root.TakeAsNumber();
        return new(root, type);
    }, out reason);

    /// <summary>Binds an expression of which only the truth is asked.</summary>
    /// <inheritdoc cref="TryCompile"/>
    public static CompiledExpression? TryCompileFilter(Expression expression, DatasetSchema schema, out string? reason) =>
        TryBind(() => new(ExpressionBinder.BindTruth(new ExpressionBinder(schema).Bind(expression)), null), out reason);

    /// <summary>Computes some rows; those given up in the returned chunk have no result.</summary>
    internal (Vector Values, Chunk Chunk) Evaluate(DatasetBatch batch, int start, int count)
    {
        _chunk.MoveTo(batch, start, count);
        return (_root.Evaluate(_chunk), _chunk);
    }

    private static CompiledExpression? TryBind(Func<CompiledExpression> bind, out string? reason)
    {
        try
        {
            reason = null;
            return bind();
        }
        catch (NotCompiledException e)
        {
            reason = $"{e.Message} is not compiled";
            return null;
        }
    }
}
