using System.Runtime.InteropServices;
using Apache.Arrow;

namespace Scaling.Native.Datasets.Expressions;

/// <summary>
/// Computes a column with a script. Its type is the one asked for; else, where the script compiles, that of the expression; else
/// that of the values of the first batch. The type does not depend on which rows are computed in which way.
/// </summary>
internal sealed class ComputedColumn(string name, RowScript script, ColumnType? askedType, bool rowByRow)
{
    private readonly ScriptCompilation _compilation = new(script, isFilter: false);
    private readonly RowResults _results = new(asTruth: false);
    private readonly List<int> _open = new(Chunk.MaxRows);
    private DatasetSchema? _schema;
    private ComputedValueType? _inferred;

    internal string Name => name;

    internal RowCounts Counts { get; } = new();

    internal string? Reason => rowByRow ? "so it was asked" : _compilation.Reason;

    /// <summary>The column that it is in batches of a schema, or null where only values can tell its type.</summary>
    internal DatasetColumn? ColumnOf(DatasetSchema schema)
    {
        _compilation.Update(schema);
        if (_compilation.PlainColumn is >= 0 and var plain && (askedType is null || askedType == schema[plain].Type))
            return schema[plain] with { Name = name };
        var type = askedType ?? _compilation.Compiled?.Type ?? (schema.Equals(_schema) ? _inferred?.Type : null);
        return type is null ? null : new(name, type);
    }

    /// <summary>The column for the rows of a batch. A row whose script fails, or whose value does not fit the type, is null.</summary>
    /// <exception cref="DatasetException"><see cref="DatasetError.ColumnNotFound"/>.</exception>
    internal (DatasetColumn Column, IArrowArray Values) Evaluate(
        DatasetBatch batch, out RowFailures? failures, CancellationToken cancellationToken)
    {
        if (!batch.Schema.Equals(_schema)) (_schema, _inferred) = (batch.Schema, null);
        _compilation.Update(batch.Schema);
        failures = null;
        var compiled = _compilation.Compiled;
        if (_compilation.PlainColumn is >= 0 and var plain)
        {
            var source = batch.Schema[plain];
            if (askedType is null || askedType == source.Type)
            {
                if (!rowByRow)
                {
                    Counts.Add(batch.RowCount, 0);
                    return (source with { Name = name }, batch.Columns[plain]);
                }

                return Gather(batch, new ComputedValueType(source.Type, IsKnown: true), ref failures, cancellationToken);
            }
        }

        var type = askedType ?? compiled?.Type;
        if (type is not null && compiled is not null && !rowByRow && ComputedValues.CanStore(compiled, type))
            return Compute(batch, compiled, type, ref failures, cancellationToken);
        return Gather(batch, type is null ? _inferred : new ComputedValueType(type, IsKnown: true), ref failures, cancellationToken);
    }

    private (DatasetColumn Column, IArrowArray Values) Compute(
        DatasetBatch batch, CompiledExpression compiled, ColumnType type, ref RowFailures? failures, CancellationToken cancellationToken)
    {
        var builder = ColumnBuilder.Create(type);
        var (computed, known) = (new ComputedValues(builder), new ComputedValueType(type, IsKnown: true));
        for (var start = 0; start < batch.RowCount; start += Chunk.MaxRows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var count = Math.Min(Chunk.MaxRows, batch.RowCount - start);
            var (values, chunk) = compiled.Evaluate(batch, start, count);
            Counts.Add(count, 0);
            var fitsAll = computed.FitsAll(values, count);
            if (!chunk.HasGivenUp && fitsAll)
            {
                computed.Append(values, 0, count);
                continue;
            }

            _open.Clear();
            for (var i = 0; i < count; i++)
                if (chunk.GivenUp[i]) _open.Add(start + i);
            Counts.Add(0, _open.Count);
            Run(batch, cancellationToken);
            for (int i = 0, open = 0; i < count; i++)
            {
                if (chunk.GivenUp[i])
                {
                    Append(builder, known, open++, start + i, ref failures);
                }
                else if (fitsAll)
                {
                    computed.Append(values, i, 1);
                }
                else if (!computed.TryAppend(values, i, known, out var reason))
                {
                    builder.AppendNull();
                    RowFailures.Add(ref failures, script, name, start + i, reason!);
                }
            }
        }

        return (new DatasetColumn(name, type), builder.Build());
    }

    private (DatasetColumn Column, IArrowArray Values) Gather(
        DatasetBatch batch, ComputedValueType? type, ref RowFailures? failures, CancellationToken cancellationToken)
    {
        _open.Clear();
        for (var i = 0; i < batch.RowCount; i++) _open.Add(i);
        Counts.Add(_open.Count, _open.Count);
        Run(batch, cancellationToken);
        type ??= _inferred = ComputedValues.Infer(Enumerable.Range(0, _open.Count).Select(i => _results[i]));
        var builder = ColumnBuilder.Create(type.Type);
        for (var i = 0; i < _open.Count; i++) Append(builder, type, i, i, ref failures);
        return (new DatasetColumn(name, type.Type), builder.Build());
    }

    private void Run(DatasetBatch batch, CancellationToken cancellationToken)
    {
        _results.Reset(_open.Count);
        if (_open.Count > 0) script.Run(batch, CollectionsMarshal.AsSpan(_open), _results, cancellationToken);
    }

    private void Append(ColumnBuilder builder, ComputedValueType type, int index, int row, ref RowFailures? failures)
    {
        var error = _results.ErrorOf(index);
        if (error is null && ComputedValues.TryAppend(builder, _results[index], type, out error)) return;
        builder.AppendNull();
        RowFailures.Add(ref failures, script, name, row, error!);
    }
}
