using Scaling.Native.Datasets.Grouping.Keys;
using Scaling.Native.Datasets.Grouping.States;

namespace Scaling.Native.Datasets.Grouping;

/// <summary>Gathers finished groups into batches of the usual number of rows, fewer where these would take much of the memory.</summary>
internal sealed class GroupWriter
{
    private const int RowsBetweenChecks = 256;

    private readonly GroupingPlan _plan;
    private readonly GroupKeys _keys;
    private readonly DatasetSchema _schema;
    private readonly DatasetOrigin _origin;
    private readonly ColumnBuilder[] _builders;
    private readonly long _batchBytes;
    private long _firstRow;

    internal GroupWriter(GroupingPlan plan, GroupKeys keys, DatasetOrigin origin, MemoryBudget budget)
    {
        (_plan, _keys, _schema, _origin, _batchBytes) = (plan, keys, plan.ResultSchema, origin, budget.Limit / 8);
        _builders = [.. _schema.Select(c => ColumnBuilder.Create(c.Type))];
    }

    private int RowCount => _builders[0].Count;

    /// <returns>A batch when one is full, else null.</returns>
    /// <exception cref="DatasetException"><see cref="DatasetError.ValueOverflow"/>, naming group, column and value.</exception>
    internal DatasetBatch? Add(ReadOnlySpan<byte> key, AggregateState[] states, int group)
    {
        _keys.Append(key, _builders.AsSpan(0, _plan.KeyCount));
        for (var i = 0; i < _plan.Outputs.Count; i++)
        {
            var output = _plan.Outputs[i];
            try
            {
                states[output.State].Append(output.Function, group, _builders[_plan.KeyCount + i]);
            }
            catch (OverflowException e)
            {
                throw TooLarge(output, key, e);
            }
        }

        var isFull = RowCount == DatasetBatch.DefaultRowCount
            || RowCount % RowsBetweenChecks == 0 && _builders.Sum(b => b.ByteCount) > _batchBytes;
        return isFull ? Build() : null;
    }

    /// <summary>The groups that do not fill a batch, or null where there are none.</summary>
    internal DatasetBatch? Flush() => RowCount > 0 ? Build() : null;

    private DatasetBatch Build()
    {
        var rows = RowCount;
        var batch = new DatasetBatch(_schema, [.. _builders.Select(b => b.Build())], rows, _origin, _firstRow);
        _firstRow += rows;
        return batch;
    }

    private DatasetException TooLarge(GroupingOutput output, ReadOnlySpan<byte> key, OverflowException cause)
    {
        var column = _plan.Sources[output.Source].Name;
        var problem = $"The sum of the column '{column}' in the group {Describe(key)} is {cause.Message}, which {output.Type} cannot hold.";
        return new(DatasetError.ValueOverflow, problem, cause) { Column = column, Value = cause.Message };
    }

    private string Describe(ReadOnlySpan<byte> key)
    {
        ColumnBuilder[] builders = [.. _plan.KeyTypes.Select(ColumnBuilder.Create)];
        _keys.Append(key, builders);
        return string.Join(", ", builders.Select((b, i) => $"{_plan.Sources[i].Name} = {Text(ColumnValue.Get(b.Build(), b.Type, 0))}"));

        static string Text(object? value) => value is null ? "null" : ObjectConversion.Text(value);
    }
}
