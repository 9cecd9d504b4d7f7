namespace Scaling.PowerShell.Tests.Expressions;

/// <summary>Rows with a column of every kind, nulls, extremes and odd texts among them.</summary>
internal static class ExpressionTable
{
    internal static readonly string[] Columns = ["I", "J", "L", "M", "B", "W", "U", "V", "F", "D", "E", "X", "Flag", "S", "R", "T", "T2", "O", "Day", "Clock", "G"];

    internal static object?[][] Rows(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Row(random))];
    }

    private static object?[] Row(Random random)
    {
        object?[] row =
        [
            Pick(random, [0, 1, -1, 2, 7, 12, -40, 1000, int.MaxValue, int.MinValue, random.Next(-100, 100)]),
            random.Next(-5, 20),
            Pick(random, [0L, 1L, -1L, 3L, 24L, 1L << 40, (1L << 53) + 1, long.MaxValue, long.MinValue, (long)random.Next(-1000, 1000)]),
            (long)random.Next(-3, 10),
            Pick(random, [(byte)0, (byte)1, (byte)255, (byte)random.Next(256)]),
            Pick(random, [(short)0, (short)-5, short.MinValue, (short)random.Next(-100, 100)]),
            Pick(random, [0u, 5u, uint.MaxValue]),
            Pick(random, [0ul, 5ul, ulong.MaxValue]),
            Pick(random, [0f, 0.1f, -2.5f, float.MaxValue, float.NaN, (float)random.NextDouble()]),
            Pick(random, [0.0, -0.0, 0.5, 1.5, 2.5, -2.5, 1e15, 1e300, double.NaN, double.PositiveInfinity, double.Epsilon, 2147483647.5, random.NextDouble() * 100]),
            Math.Round(random.NextDouble() * 50, 2),
            Pick(random, [0m, 1.5m, -2.25m, 1000000m, (decimal)random.Next(-50, 50)]),
            random.Next(2) == 0,
            Pick(random, ["", "a", "Abc", "ABC", " pad ", "12", "-3.5", "1e3", "0x1F", "straße", "STRASSE", "a\u0301", "á", "a\0b", "co-op", "coop", "😀x", "2021-03-04", "true", "i", "I", "ı"]),
            Pick(random, ["north", "South", "EAST", "west"]),
            new DateTime(2019, 1, 1).AddMinutes(random.Next(0, 3_000_000)),
            Pick(random, [DateTime.MinValue, new DateTime(9999, 12, 31), new DateTime(2020, 2, 29, 23, 59, 59), new DateTime(2020, 1, 1)]),
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(random.Next(0, 20_000)),
            new DateOnly(2020, 1, 1).AddDays(random.Next(0, 1000)),
            new TimeOnly(random.Next(24), random.Next(60), random.Next(60)),
            new Guid(random.Next(3), 0, 0, new byte[8]),
        ];
        // J, M, E, R, T, Day stay without nulls, so that one operand of many pairs is never null.
        foreach (var column in new[] { 0, 2, 4, 5, 6, 7, 8, 9, 11, 12, 13, 16, 17, 19, 20 })
            if (random.Next(6) == 0) row[column] = null;
        return row;
    }

    private static object Pick(Random random, object[] values) => values[random.Next(values.Length)];

    /// <summary>Expressions that compile for these columns.</summary>
    internal static readonly string[] Compiled =
    [
        "$_.I + 1", "$_.I - 1", "$_.I * 2", "$_.I * $_.J", "1 + $_.I", "100 - $_.I", "$_.I % 7", "$_.J % 4", "-$_.I", "-$_.L", "-$_.D", "-$_.F",
        "$_.L + 1", "$_.L * $_.M", "$_.L - $_.I", "$_.L % 10", "$_.M * $_.J + 3", "$_.B + $_.W", "$_.B * 2", "$_.W - 1", "-$_.W", "-$_.B",
        "$_.I / 2", "$_.L / $_.M", "$_.J / 4", "$_.I / $_.J", "$_.D / $_.I", "$_.I / $_.D", "$_.D / 0", "$_.M / 3 * 3", "($_.M / 2) * 0.5", "($_.J / 2) + 1",
        "$_.D + 1", "$_.D - $_.E", "$_.D * $_.I", "$_.D % 3", "$_.I + $_.D", "$_.D + $_.L", "$_.F + 1", "$_.F * $_.D", "$_.F / 2", "$_.I + $_.L + $_.D", "$_.D + $_.D",
        "$_.I + $_.I", "$_.L + $_.L", "$_.I * 1.5", "2.5 - $_.I", "$_.I * $_.I * $_.I", "($_.I + 1) * ($_.J + 1)", "($_.L + 1) * 2", "($_.I + 0.5) / 0",
        "($_.D + 1) / $_.J", "1GB * 4 + $_.J", "2021 * 12 - $_.M - 1", "[math]::Floor((2021 * 12 - $_.M - 1) / 12)",
        "[math]::Floor($_.D)", "[math]::Floor($_.I / 3)", "[math]::Floor($_.I)", "[math]::Ceiling($_.J / 4)", "[math]::Round($_.D, 1)", "[math]::Round($_.E)",
        "[math]::Round($_.I / 7, 2)", "[math]::Truncate($_.D)", "[math]::Floor($_.J / 4) * 0.1", "[math]::Floor($_.J / 4) + 0.5", "[math]::Floor($_.J / 3) % 2",
        "[math]::Floor($_.J / 3) / 2", "[math]::Floor($_.J / 3) -gt 2.5", "[math]::Floor($_.J / 3) -eq $_.J", "[math]::Floor($_.F)", "[math]::Floor($_.I / 2) + $_.L",
        "[math]::Abs($_.I)", "[math]::Abs($_.L)", "[math]::Abs($_.D)", "[math]::Abs($_.J / 4)", "[math]::Sign($_.I)", "[math]::Sign($_.D)", "[math]::Sqrt($_.I)", "[math]::Sqrt($_.D)",
        "[math]::Log2($_.L)", "[int][math]::Log2($_.M)", "[math]::Log($_.D, 2)", "[math]::Pow($_.J, 3)", "[math]::Pow($_.D, $_.I)", "[math]::Exp($_.E)", "[math]::Max($_.I, $_.J)",
        "[math]::Max($_.I, 3)", "[math]::Min($_.L, $_.M)", "[math]::Min($_.D, 2.5)", "[math]::Log10($_.U)", "[math]::Cbrt($_.V)", "[math]::Atan2($_.D, $_.I)", "[math]::PI * $_.D",
        "[double]::IsNaN($_.D)", "[double]::MaxValue -gt $_.D", "[int]::MaxValue - $_.I", "[math]::Round($_.J, 2)", "[math]::Floor($_.L)",
        "[int]$_.D", "[long]$_.D", "[int]$_.L", "[int]$_.E", "[int]$_.I", "[long]$_.I", "[double]$_.I", "[double]$_.S", "[int]$_.S", "[long]$_.S", "[int]$_.X", "[double]$_.X", "[int]$_.Flag",
        "[bool]$_.I", "[bool]$_.D", "[bool]$_.S", "[bool]$_.Flag", "[bool]$_.X", "[bool]$_.T2", "[int]($_.I / 2)", "[int]$_.V", "[long]$_.U", "[double]$_.V", "[int]$_.F",
        "[string]$_.I", "[string]$_.D", "[string]$_.L", "[string]$_.Flag", "[string]$_.X", "[string]$_.T", "[string]$_.Day", "[string]$_.S", "[string]($_.I / 4)", "[string]$_.U",
        "[datetime]$_.T", "[datetime]$_.S",
        "$_.I -eq 1", "$_.I -ne 1", "$_.I -lt 0", "$_.I -le 0", "$_.I -gt -1", "$_.I -ge 0", "$_.I -eq $null", "$null -ne $_.I", "$_.I -lt $null", "$null -gt $_.I", "$_.I -ge $null",
        "$_.I -eq $_.L", "$_.I -lt $_.D", "$_.L -gt $_.D", "$_.L -eq 9007199254740993", "$_.D -eq 0.5", "$_.D -ne $_.D", "$_.D -ge $null", "$_.D -lt $null", "$null -le $_.D", "$_.F -eq 0.1", "$_.F -lt $_.D",
        "$_.I -eq '7'", "$_.I -gt '5'", "$_.J / 2 -eq 3", "$_.J / 2 -gt 2.4", "$_.J / 3 -lt $_.D", "$_.X -gt 1", "$_.X -eq 1.5", "1.5 -eq $_.X", "$_.X -lt $_.I", "$_.X -ge $_.D", "$_.X -eq $null", "$_.X -lt $null", "$_.X -gt 1.5d",
        "$_.X + 1 -gt 2", "$_.X * $_.J -le 100", "$_.U -gt 4", "$_.U -eq $_.I", "$_.V -ge 5", "$_.V -lt $null", "$_.B -eq 255", "$_.W -lt $_.B", "$_.B -eq $null",
        "$_.Flag", "-not $_.Flag", "!$_.I", "$_.Flag -eq $true", "$_.Flag -eq 1", "$_.Flag -ne 'x'", "$_.Flag -eq $null", "$_.Flag -gt $false", "$_.Flag -lt $null",
        "$_.I -and $_.D", "$_.I -or $_.S", "$_.Flag -xor $_.I", "$_.I -ne 0 -and 10 / $_.I -gt 2", "$_.I -eq 0 -or 10 % $_.I -eq 1", "$_.J -ne 0 -and (10 / $_.J -gt 1 -or $_.D -gt 5)", "-not ($_.I -gt 0 -and $_.D -lt 1)",
        "$_.S -eq 'abc'", "$_.S -ceq 'Abc'", "$_.S -ne 'abc'", "'ABC' -eq $_.S", "$_.S -eq 'á'", "$_.S -eq 'strasse'", "$_.S -eq 'ab'", "$_.S -eq 'coop'", "$_.S -eq ''", "$_.S -eq $null", "$_.S -eq 12", "$_.S -eq 'i'",
        "$_.S -lt 'b'", "$_.S -gt $null", "$_.S -ge 'abc'", "$_.S -clt 'ABC'", "$_.S -eq $_.R", "$_.S -lt $_.R", "$_.S -le $_.S", "$_.S -lt $null", "'m' -gt $_.S", "$_.R -ceq 'North'", "$_.Cat -eq 'north'", "$_.Cat -ne 'EAST'", "$_.Cat -lt 'n'",
        "$_.S -like 'a*'", "$_.S -like '*c'", "$_.S -like '*a*'", "$_.S -like '?'", "$_.S -clike 'A*'", "$_.S -notlike '*x'", "$_.S -like ''", "$_.S -like '*'", "$_.Cat -like '*th'", "$_.S -like 'I'", "$_.S -like '*?b*'",
        "$_.S -match '^a'", "$_.S -cmatch '[A-Z]'", "$_.S -notmatch '\\d'", "$_.S -match ''", "$_.Cat -match 'st$'", "$_.S -replace 'a', 'X'", "$_.S -replace '[a-z]+'", "$_.S -creplace 'A', '<$0>'",
        "$_.S -in 'a', 'abc', $null", "$_.S -notin 'a', 'b'", "$_.S -cin 'A', 'Abc'", "'a', 'á' -contains $_.S", "$_.I -in 1, 2, 7", "$_.I -in 1, $null", "$_.I -notin 1, 2", "1, 2 -contains $_.J", "$_.D -in 0.5, 1.5", "$_.D -in 0, 1", "$_.I -in 5", "$_.Cat -in 'north', 'east'", "$_.L -in @(1, 3)", "$_.D -in $doubles",
        "$_.S + 'x'", "'x' + $_.S", "$_.S + $_.R", "$_.S + $_.S", "$_.S + 5", "$_.R + $_.I", "'Y' + $_.J", "'v' + $_.D", "'n' + ($_.J / 4)", "$_.R + $_.Flag", "'t' + $_.T", "$_.R + $_.X",
        "\"$($_.I)-$($_.S)\"", "\"x$($_.D)\"", "\"$($_.T) $($_.Flag)\"", "\"plain\" + $_.S", "\"[$($_.J / 4)]\"",
        "$_.S.Length", "$_.S.ToUpper()", "$_.S.ToLower()", "$_.S.Trim()", "$_.S.TrimEnd()", "$_.S.Substring(1)", "$_.S.Substring(0, 2)", "$_.R.Substring(0, $_.J)", "$_.S.Replace('a', 'b')", "$_.S.Contains('a')", "$_.S.StartsWith('a')", "$_.S.EndsWith('c')", "$_.S.IndexOf('b')", "$_.S.PadLeft(5)", "$_.S.PadRight(3)", "$_.S.ToString()", "$_.R.ToUpper().Substring(1).Length", "[string]::IsNullOrEmpty($_.S)", "[string]::IsNullOrWhiteSpace($_.S)", "$_.S.Length -gt 2 -and $_.S.Substring(0, 2) -eq 'ab'",
        "$_.T.Year", "$_.T.Month", "$_.T.Day", "$_.T.Hour", "$_.T.Minute", "$_.T.DayOfYear", "$_.T.DayOfWeek", "[int]$_.T.DayOfWeek", "$_.T.DayOfWeek -eq 'Monday'", "$_.T.DayOfWeek -eq 1", "[string]$_.T.DayOfWeek", "$_.T.Date", "$_.T.Ticks", "$_.T2.Year", "$_.T2.Millisecond", "$_.T.TimeOfDay.TotalHours",
        "$_.T -gt '2020-01-01'", "$_.T -lt [datetime]'2021-06-01'", "$_.T2 -eq '2020-01-01'", "$_.T -ge $_.T2", "$_.T2 -lt $null", "$null -lt $_.T2", "($_.T - $_.T2).TotalDays", "($_.T - [datetime]'2020-01-01').Days", "($_.T - $_.T2) -gt [timespan]'1.00:00'",
        "$_.T.AddDays(1)", "$_.T.AddDays(-$_.J)", "$_.T2.AddDays(1.5)", "$_.T.AddMonths($_.J)", "$_.T2.AddYears(1)", "$_.T.AddHours($_.D)", "$_.T.ToString('yyyy-MM')", "$_.T2.ToString('d')", "$_.T.ToString('dddd')", "$_.T + [timespan]'01:00'", "$_.T - [timespan]'1.00:00'",
        "$_.O.Year", "$_.O -gt '2020-06-01Z'", "$_.O -gt [datetime]'2020-06-01'", "$_.O.ToString('yyyy-MM-dd')", "($_.O - $_.O).TotalSeconds", "$_.O.AddDays(1)", "$_.O.Date",
        "$_.Day.Year", "$_.Day.Month", "$_.Day.DayOfWeek", "$_.Day -ge '2020-06-01'", "$_.Day -eq $_.Day", "$_.Day.AddDays(3)", "$_.Day.AddMonths(1).Month", "$_.Day.ToString('yyyy')", "$_.Day.DayNumber", "$_.Clock.Hour", "$_.Clock -gt '12:00'", "$_.Clock.Minute",
        "$_.G -eq $null", "$null -ne $_.G",
        "if ($_.I -gt 0) { 'pos' } else { 'neg' }", "if ($_.I -gt 0) { 1 } elseif ($_.I -lt 0) { -1 } else { 0 }", "if ($_.I -gt 0) { $_.D }", "if ($_.J -ne 0) { 10 / $_.J } else { 0 }", "$_.I -gt 0 ? $_.S : 'none'", "$_.J -gt 5 ? $_.J : $_.D", "$_.J -gt 5 ? $_.L : $_.J", "if ($_.Flag) { $_.T } else { $_.T2 }", "return $_.J + 1", "$_.J -gt 5 ? 1 : 2.5", "if ($_.I) { $null } else { 5 }",
        "$_.I -band 3", "$_.I -bor $_.L", "$_.L -bxor 255", "-bnot $_.I", "$_.I -shl 3", "$_.L -shr 2", "1 -shl $_.J", "$_.B -band 15",
        "$x + $_.I", "$_.S -eq $text", "$_.J -in $list", "$_.T -gt $when", "$_.I -gt $using:x", "$_.J * $x + $y", "$_.S -in $texts",
        "$_.I", "$_.S", "$_.G", "$_.Clock", "5", "'constant'", "$true", "2.5", "$_.Cat", "($_.J)", "$($_.J) + 1", "[datetime]'2020-01-01'",
    ];

    /// <summary>Expressions that are left to the script, in part for the types they have here.</summary>
    internal static readonly string[] Interpreted =
    [
        "$_.X + 1", "$_.U + 1", "$_.V - 6", "$_.S * 2", "5 + $_.S", "$_.S - 1", "$_.S -eq $_.I", "$_.I -eq $_.S", "$_.S -like '[ab]*'", "$_.S.Split('b').Count", "$_.S[0]", "'{0:N2}' -f $_.D", "$_.S -split 'b' -join '+'",
        "$_.Flag + 1", "$_.G.ToString()", "[decimal]$_.I", "[float]$_.D", "[byte]$_.J", "$_.I.ToString()", "$_.I -is [int]", "$_.S -as [int]", "$y = $_.J; $y + 1", "foreach ($q in $_.J) { $q * 2 }", "$_.J | ForEach-Object { $_ * 2 }", "& { $_.J }",
        "$_.T - $_.T", "$_.T.TimeOfDay", "$null", "$_.PSObject.Properties.Name.Count", "[math]::Max($_.J, $_.D)", "[math]::Round($_.D, 1, 'AwayFromZero')", "$_.I ?? 5", "$_.S?.Length", "throw 'no'", "if ($_.J -gt 5) { throw 'big' } else { 1 }", "1, 2", "@{ a = 1 }", "$_.X * 2", "$_.T2 -in $null, 5", "$missing + $_.J", "switch ($_.J) { 1 { 'one' } default { 'many' } }", "try { 1 / $_.J } catch { -1 }", "$_.S -eq 'a' -or (& { $x }) -gt 3", "[convert]::ToString($_.J, 2)", "$_.J..3",
    ];
}
