namespace Scaling.PowerShell.Tests.Expressions;

/// <summary>Random expressions over the columns of <see cref="ExpressionTable"/>, mostly of types that fit together.</summary>
internal sealed class ExpressionGenerator(int seed)
{
    private static readonly string[] Numbers =
        ["$_.I", "$_.J", "$_.L", "$_.M", "$_.B", "$_.W", "$_.D", "$_.E", "$_.F", "0", "1", "2", "-3", "7", "0.5", "1e10", "3000000000", "$x", "$y", "$null", "$_.S.Length", "$_.T.Month"];

    private static readonly string[] Texts = ["$_.S", "$_.R", "$_.Cat", "'abc'", "''", "'A'", "'12'", "'st'"];

    private readonly Random _random = new(seed);

    internal string Next() => _random.Next(4) switch
    {
        0 => Truth(3),
        1 => Text(2),
        _ => Number(3),
    };

    private string Number(int depth)
    {
        if (depth == 0 || _random.Next(5) == 0) return Pick(Numbers);
        return _random.Next(14) switch
        {
            0 or 1 => $"({Number(depth - 1)} + {Number(depth - 1)})",
            2 or 3 => $"({Number(depth - 1)} - {Number(depth - 1)})",
            4 or 5 => $"({Number(depth - 1)} * {Number(depth - 1)})",
            6 or 7 => $"({Number(depth - 1)} / {Number(depth - 1)})",
            8 => $"({Number(depth - 1)} % {Number(depth - 1)})",
            9 => $"(-{Pick(["$_.I", "$_.L", "$_.D", "$_.J"])})",
            10 => $"[{Pick(["int", "long", "double"])}]{Number(depth - 1)}",
            11 => $"[math]::{Pick(["Floor", "Ceiling", "Round", "Truncate", "Abs", "Sqrt", "Sign"])}({Number(depth - 1)})",
            12 => $"({Truth(depth - 1)} ? {Number(depth - 1)} : {Number(depth - 1)})",
            _ => $"[math]::{Pick(["Max", "Min", "Pow"])}({Number(depth - 1)}, {Number(depth - 1)})",
        };
    }

    private string Truth(int depth)
    {
        if (depth == 0) return Pick(["$_.Flag", "$true", "$_.I", "$_.S"]);
        return _random.Next(8) switch
        {
            0 or 1 or 2 => $"({Number(depth - 1)} -{Pick(["eq", "ne", "lt", "le", "gt", "ge"])} {Number(depth - 1)})",
            3 => $"({Text(depth - 1)} -{Pick(["eq", "ne", "ceq", "lt", "ge", "gt"])} {Text(depth - 1)})",
            4 => $"({Truth(depth - 1)} -{Pick(["and", "or", "xor"])} {Truth(depth - 1)})",
            5 => $"(-not {Truth(depth - 1)})",
            6 => $"({Text(depth - 1)} -{Pick(["like", "match", "notlike"])} '{Pick(["a", "*b*", "^[a-z]", "?b?", ""])}')".Replace("-match '*b*'", "-match 'b'", StringComparison.Ordinal).Replace("-match '?b?'", "-match '.b'", StringComparison.Ordinal),
            _ => $"({Number(depth - 1)} -in 1, 2, 7, $null)",
        };
    }

    private string Text(int depth)
    {
        if (depth == 0 || _random.Next(4) == 0) return Pick(Texts);
        return _random.Next(6) switch
        {
            0 => $"({Text(depth - 1)} + {Text(depth - 1)})",
            1 => $"({Text(depth - 1)} + {Number(depth - 1)})",
            2 => $"[string]{Number(depth - 1)}",
            3 => $"({Text(depth - 1)}).{Pick(["ToUpper()", "Trim()", "Substring(1)", "Replace('a', 'b')", "ToLower()"])}",
            4 => $"({Text(depth - 1)} -replace 'b', 'c')",
            _ => $"({Truth(depth - 1)} ? {Text(depth - 1)} : {Text(depth - 1)})",
        };
    }

    private string Pick(string[] values) => values[_random.Next(values.Length)];
}
