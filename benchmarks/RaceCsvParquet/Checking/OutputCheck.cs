using DuckDB.NET.Data;

namespace Scaling.Benchmarks.RaceCsvParquet.Checking;

/// <summary>Whether Parquet files hold the same rows, in whatever order.</summary>
internal static class OutputCheck
{
    private static readonly string[] Integers = ["TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT"];

    /// <summary>
    /// Compares counts, nulls, extremes, exact sums and sums of hashes of each column, and the sum of the rows' hashes. Where one
    /// contestant keeps as text what another has typed, the text is cast.
    /// </summary>
    internal static CheckResult Run(IReadOnlyList<(string Contestant, string Path)> outputs, long expectedRows)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        var schemas = outputs.Select(output => Describe(connection, output.Path)).ToArray();
        var types = outputs.Zip(schemas, (output, schema) => new StoredTypes(output.Contestant, string.Join(", ", Runs(schema)))).ToArray();
        var differences = new List<string>();
        for (var i = 1; i < schemas.Length; i++)
        {
            if (!schemas[i].Select(c => c.Name).SequenceEqual(schemas[0].Select(c => c.Name)))
                differences.Add($"{outputs[i].Contestant} has other columns than {outputs[0].Contestant}: {string.Join(", ", schemas[i].Select(c => c.Name))}");
        }

        if (differences.Count > 0) return new(types, differences);
        var common = Enumerable.Range(0, schemas[0].Count).Select(c => Common(schemas.Select(schema => schema[c].Type))).ToArray();
        var statistics = Statistics(common);
        var query = string.Join(", ", statistics.Select(s => $"({s.Expression})::VARCHAR"));
        string[]? reference = null;
        foreach (var ((contestant, path), schema) in outputs.Zip(schemas))
        {
            var columns = string.Join(", ", schema.Select((c, i) => $"CAST({Sql.Name(c.Name)} AS {common[i]}) AS c{i}"));
            var values = Query(connection, $"SELECT {query} FROM (SELECT {columns} FROM read_parquet({Sql.Text(path)}))")[0];
            if (long.Parse(values[0]!) != expectedRows) differences.Add($"{contestant} has {values[0]} rows, not {expectedRows}");
            reference ??= values!;
            for (var i = 0; i < values.Length; i++)
            {
                if (values[i] != reference[i])
                    differences.Add($"{statistics[i].Name(schema)}: {contestant} {values[i]}, {outputs[0].Contestant} {reference[i]}");
            }
        }

        return new(types, differences);
    }

    private static List<Statistic> Statistics(string[] types)
    {
        var statistics = new List<Statistic> { new(-1, "rows", "count(*)") };
        for (var i = 0; i < types.Length; i++)
        {
            statistics.Add(new(i, "values", $"count(c{i})"));
            statistics.Add(new(i, "minimum", $"min(c{i})"));
            statistics.Add(new(i, "maximum", $"max(c{i})"));
            statistics.Add(new(i, "hashes", $"sum(hash(c{i}))"));
            // As decimals, whose sum does not depend on the order of the rows.
            if (types[i] is "BIGINT" or "DOUBLE") statistics.Add(new(i, "sum", $"sum(c{i}::DECIMAL(38, 6))"));
        }

        statistics.Add(new(-1, "row hashes", $"sum(hash({string.Join(", ", types.Select((_, i) => $"c{i}"))}))"));
        return statistics;
    }

    private static string Common(IEnumerable<string> stored)
    {
        var types = stored.ToArray();
        if (types.Any(t => t.StartsWith("TIMESTAMP", StringComparison.Ordinal))) return "TIMESTAMP";
        if (types.Contains("DATE")) return "DATE";
        if (types.Contains("BOOLEAN")) return "BOOLEAN";
        if (types.Any(t => t is "DOUBLE" or "FLOAT" || t.StartsWith("DECIMAL", StringComparison.Ordinal))) return "DOUBLE";
        return types.Any(Integers.Contains) ? "BIGINT" : "VARCHAR";
    }

    private static List<(string Name, string Type)> Describe(DuckDBConnection connection, string path) =>
        [.. Query(connection, $"DESCRIBE SELECT * FROM read_parquet({Sql.Text(path)})").Select(row => (row[0]!, row[1]!))];

    private static IEnumerable<string> Runs(List<(string Name, string Type)> schema) =>
        schema.Count <= 20 ? schema.Select(c => $"{c.Name} {c.Type}") : schema.CountBy(c => c.Type).Select(kind => $"{kind.Value} × {kind.Key}");

    private static List<string?[]> Query(DuckDBConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        using var reader = command.ExecuteReader();
        var rows = new List<string?[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i).ToString())]);
        return rows;
    }

    private sealed record Statistic(int Column, string Kind, string Expression)
    {
        internal string Name(List<(string Name, string Type)> schema) => Column < 0 ? Kind : $"{Kind} of {schema[Column].Name}";
    }
}

/// <summary>The types as DuckDB sees them in a contestant's file.</summary>
internal sealed record StoredTypes(string Contestant, string Types);

/// <summary>What the comparison of the outputs found; no differences: the same rows.</summary>
internal sealed record CheckResult(IReadOnlyList<StoredTypes> Types, IReadOnlyList<string> Differences);
