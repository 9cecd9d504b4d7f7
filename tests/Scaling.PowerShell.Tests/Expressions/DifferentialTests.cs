using System.Management.Automation;
using System.Text.RegularExpressions;
using Xunit;

namespace Scaling.PowerShell.Tests.Expressions;

/// <summary>Every expression gives the same column, and the same errors, whether it runs in columns or row by row.</summary>
public sealed class DifferentialTests(SharedSession shared) : IClassFixture<SharedSession>
{
    private const string Evaluate = """
        param($batch, $source, $asFilter, $ScalingRowByRow, $culture)
        $x = 3; $y = 0.5; $text = 'Abc'; $list = 1, 4, 9; $when = [datetime]'2020-06-01'; $texts = @('a', 'co-op', $null); $doubles = [double[]](0.5, 1.5)
        if ($culture) { [cultureinfo]::CurrentCulture = $culture }
        $script = [scriptblock]::Create($source)
        if ($asFilter) { $batch | Select-Dataset -Where $script -Property Row -Verbose } else { $batch | Select-Dataset -Property @{ Name = 'Value'; Expression = $script } -Verbose }
        """;

    private readonly EngineSession _session = shared.Session;

    public static TheoryData<string> CompiledExpressions => [.. ExpressionTable.Compiled];

    public static TheoryData<string> InterpretedExpressions => [.. ExpressionTable.Interpreted];

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

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("fi-FI")]
    [InlineData("th-TH")]
    public void The_culture_of_the_session_counts_the_same_either_way(string culture)
    {
        var batch = Batch(60, seed: 5);
        string[] expressions =
        [
            "$_.S.ToUpper()", "$_.S.ToLower()", "$_.S -like 'I'", "$_.S -like 'i*'", "$_.S -like '*i'", "$_.S -eq 'i'", "$_.S.StartsWith('i')", "$_.S.IndexOf('b')",
            "$_.T.ToString('d')", "$_.T.ToString('yyyy-MM')", "$_.T.Year", "[string]$_.D", "\"$($_.D) $($_.T)\"", "'x' + $_.D", "[double]$_.S", "[datetime]$_.S", "$_.T -gt '2020-03-01'", "$_.Day.ToString('D')", "$_.X -gt 1.5",
        ];
        // The comment makes it another script: the engine caches scripts by their text, and patterns in them with the
        // culture they met. It caches regular expressions as well, for all scripts, so they are not among these.
        foreach (var expression in expressions) Assert.True(Compare(batch, $"{expression} <# {culture} #>", culture), expression);
    }

    /// <summary>Compares both ways, as a column and as a filter, and tells whether the expression compiled as a column.</summary>
    private bool Compare(object batch, string expression, string? culture = null)
    {
        var compiled = false;
        foreach (var asFilter in new[] { false, true })
        {
            var columns = Run(batch, expression, asFilter, rowByRow: false, culture);
            var rows = Run(batch, expression, asFilter, rowByRow: true, culture);
            if (columns.Text != rows.Text) Assert.Fail($"{expression}{(asFilter ? " (filter)" : "")}: {FirstDifference(columns.Text, rows.Text)}");
            if (!asFilter) compiled = !columns.Interpreted;
        }

        return compiled;
    }

    private (string Text, bool Interpreted) Run(object batch, string expression, bool asFilter, bool rowByRow, string? culture)
    {
        var result = _session.Run(Evaluate, batch, expression, asFilter, rowByRow, culture);
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
