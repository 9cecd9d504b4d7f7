namespace Scaling.Native.Datasets;

/// <summary>A column of a schema. A column that is not nullable holds no null in any batch.</summary>
public sealed record DatasetColumn(string Name, ColumnType Type, bool IsNullable = true)
{
    public override string ToString() => $"{Name}: {Type}{(IsNullable ? "" : " not null")}";
}
