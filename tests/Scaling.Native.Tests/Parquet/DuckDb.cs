using System.Globalization;
using System.Numerics;
using DuckDB.NET.Data;
using Scaling.Native.Datasets;

namespace Scaling.Native.Tests.Parquet;

/// <summary>An independent reader and writer of the format.</summary>
internal sealed class DuckDb : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    internal DuckDb()
    {
        _connection.Open();
        Execute("SET threads = 1; SET TimeZone = 'UTC'");
    }

    internal void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    internal List<object?[]> Query(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        List<object?[]> rows = [];
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++) row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            rows.Add(row);
        }

        return rows;
    }

    internal long Count(string sql) => Convert.ToInt64(Query(sql)[0][0], CultureInfo.InvariantCulture);

    /// <summary>A column as <see cref="Cells"/> shows it.</summary>
    /// <param name="from">A table, or a file in quotes.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="type">The type it has, or should have, here.</param>
    internal List<string> Column(string from, string name, ColumnType type) =>
        [.. Query($"SELECT {Comparable($"\"{name}\"", type)} FROM {from}").Select(r => Text(r[0], type))];

    /// <summary>An expression that tells a value from every other.</summary>
    internal static string Comparable(string column, ColumnType type) => type.Kind switch
    {
        ColumnKind.Decimal => $"CAST({column} AS VARCHAR)",
        ColumnKind.Date => $"CAST({column} AS DATE) - DATE '1970-01-01'",
        ColumnKind.Time => type.Precision switch
        {
            3 => $"epoch_ms({column}::TIME)",
            6 => $"epoch_us({column}::TIME)",
            _ => $"epoch_us({column}::TIME) * 1000",
        },
        ColumnKind.DateTime or ColumnKind.DateTimeOffset => type.Precision switch
        {
            3 => $"epoch_ms({column})",
            6 => $"epoch_us({column})",
            _ => $"epoch_ns({column})",
        },
        ColumnKind.Binary => $"hex({column})",
        ColumnKind.Guid => $"CAST({column} AS VARCHAR)",
        _ => column,
    };

    public void Dispose() => _connection.Dispose();

    private static string Text(object? value, ColumnType type) => value switch
    {
        null => Cells.Null,
        bool b => b ? "true" : "false",
        float f => Cells.Float(f),
        double d => Cells.Float(d),
        string s when type.Kind is ColumnKind.String or ColumnKind.Category => "'" + s,
        // DuckDB prints decimals without digits before the point as ".5".
        string s when type.Kind == ColumnKind.Decimal && s.TrimStart('-').StartsWith('.') =>
            s.Insert(s.IndexOf('.', StringComparison.Ordinal), "0"),
        BigInteger or IFormattable => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };
}
