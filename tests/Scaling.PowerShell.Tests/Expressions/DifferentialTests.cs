using System.Management.Automation;
using System.Text.RegularExpressions;
using Xunit;

namespace Scaling.PowerShell.Tests.Expressions;

/// <summary>Every expression gives the same column, and the same errors, whether it runs in columns or row by row.</summary>
public sealed class DifferentialTests(SharedSession shared) : IClassFixture<SharedSession>, IDisposable
{
    private const string RowByRow = "SCALING_ROW_BY_ROW";
    private const string Evaluate = """
        param($batch, $text, $asFilter)
        $x = 3; $y = 0.5; $list = 1, 4, 9; $when = [datetime]'2020-06-01'; $texts = @('a', 'co-op', $null); $doubles = [double[]](0.5, 1.5)
        $text2 = 'Abc'
        $script = [scriptblock]::Create($text)
        if ($asFilter) { $batch | Select-Dataset -Where $script -Property Row -Verbose } else { $batch | Select-Dataset -Property @{ Name = 'Value'; Expression = $script } -Verbose }
        """;

    private readonly EngineSession _session = shared.Session;

    public static TheoryData<string> CompiledExpressions => [.. ExpressionTable.Compiled];

    public static TheoryData<string> InterpretedExpressions => [.. ExpressionTable.Interpreted];

    public void Dispose() => Environment.SetEnvironmentVariable(RowByRow, null);

    [Theory]
    [MemberData(nameof(CompiledExpressions))]
    public void A_compiled_expression_equals_its_script(string expression)
    {
        var batch = Batch(130, seed: 7);
        Assert.True(Compare(batch, expression), $"'{expression}' was expected to compile.");
    }

    [Theory]
    [MemberData(nameof(InterpretedExpressions))]
    public void An_expression_left_to_the_script_says_so(string expression)
    {
        var batch = Batch(40, seed: 11);
        Assert.False(Compare(batch, expression), $"'{expression}' was expected to run row by row.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(2048)]
    [InlineData(2049)]
    public void Batches_of_any_length_give_the_same_either_way(int rows)
    {
        var batch = Batch(rows, seed: rows);
        foreach (var expression in new[] { "$_.I + $_.D", "10 / $_.I", "$_.S + $_.L", "$_.L * $_.M -gt 5" }) Compare(batch, expression);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_expressions_give_the_same_either_way(int seed)
    {
        var generator = new ExpressionGenerator(seed);
        var batch = Batch(48, seed);
        var compiled = 0;
        for (var i = 0; i < 150; i++)
            if (Compare(batch, generator.Next())) compiled++;
        Assert.InRange(compiled, 50, 150);
    }

    /// <summary>Compares both ways, as a column and as a filter, and tells whether the expression compiled as a column.</summary>
    private bool Compare(object batch, string expression)
    {
        var compiled = false;
        foreach (var asFilter in new[] { false, true })
        {
            var columns = Run(batch, expression, asFilter, rowByRow: false);
            var rows = Run(batch, expression, asFilter, rowByRow: true);
            if (columns.Text != rows.Text) Assert.Fail($"{expression}{(asFilter ? " (filter)" : "")}: {FirstDifference(columns.Text, rows.Text)}");
            if (!asFilter) compiled = !columns.Interpreted;
        }

        return compiled;
    }

    private (string Text, bool Interpreted) Run(object batch, string expression, bool asFilter, bool rowByRow)
    {
        Environment.SetEnvironmentVariable(RowByRow, rowByRow ? "1" : null);
        var result = _session.Run(Evaluate, batch, expression.Replace("$text", "$text2", StringComparison.Ordinal).Replace("$text2s", "$texts", StringComparison.Ordinal), asFilter);
        var lines = new List<string>();
        foreach (dynamic output in result.Values.Where(v => v is not null)!)
        {
            lines.Add(output.Schema[0].Type.ToString());
            for (var i = 0; i < output.RowCount; i++) lines.Add(Describe(output.GetValue(0, i)));
        }

        lines.AddRange(result.Errors.Select(e => $"{e.FullyQualifiedErrorId} {e}"));
        if (result.Terminating is not null) lines.Add($"terminating {result.Terminating}");
        return (string.Join('\n', lines), result.Verbose.Any(v => v.Contains("runs row by row:", StringComparison.Ordinal)));
    }

    private object Batch(int count, int seed)
    {
        if (shared.Batches.TryGetValue((count, seed), out var known)) return known;
        var rows = ExpressionTable.Rows(Math.Max(count, 1), seed).Select((values, index) =>
        {
            var row = new PSObject();
            row.Properties.Add(new PSNoteProperty("Row", index));
            for (var i = 0; i < values.Length; i++) row.Properties.Add(new PSNoteProperty(ExpressionTable.Columns[i], values[i]));
            return row;
        }).ToArray();
        var made = _session.Run("""
            param($rows, $none)
            $batch = $rows | Select-Dataset -Property *, @{ Name = 'Cat'; Expression = 'R'; Type = 'category' }
            if ($none) { $batch.Take([int[]]@()) } else { $batch }
            """, rows, count == 0).ThrowOnError();
        return shared.Batches[(count, seed)] = Assert.Single(made.Values)!;
    }

    private static string Describe(object? value) => value switch
    {
        null => "null",
        double d => $"{BitConverter.DoubleToInt64Bits(double.IsNaN(d) ? double.NaN : d):X} {d:R}",
        IFormattable f => f.ToString(null, System.Globalization.CultureInfo.InvariantCulture) + " " + value.GetType().Name,
        _ => Regex.Escape(value.ToString()!) + " " + value.GetType().Name,
    };

    private static string FirstDifference(string a, string b)
    {
        var (x, y) = (a.Split('\n'), b.Split('\n'));
        var at = Enumerable.Range(0, Math.Max(x.Length, y.Length)).First(i => x.ElementAtOrDefault(i) != y.ElementAtOrDefault(i));
        return $"line {at} of {x.Length}/{y.Length}: columns '{x.ElementAtOrDefault(at)}', rows '{y.ElementAtOrDefault(at)}'";
    }
}

/// <summary>One session for all cases, which are many and small.</summary>
public sealed class SharedSession : IDisposable
{
    internal EngineSession Session { get; } = new();

    internal Dictionary<(int Count, int Seed), object> Batches { get; } = [];

    public void Dispose() => Session.Dispose();
}
