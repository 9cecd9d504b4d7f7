namespace Scaling.Native.Datasets.Expressions;

internal sealed partial class ExpressionBinder
{
    private static readonly Dictionary<string, Func<double, double>> DoubleFunctions = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(Math.Sqrt)] = Math.Sqrt,
        [nameof(Math.Cbrt)] = Math.Cbrt,
        [nameof(Math.Exp)] = Math.Exp,
        [nameof(Math.Log2)] = Math.Log2,
        [nameof(Math.Log10)] = Math.Log10,
        [nameof(Math.Log)] = Math.Log,
        [nameof(Math.Sin)] = Math.Sin,
        [nameof(Math.Cos)] = Math.Cos,
        [nameof(Math.Tan)] = Math.Tan,
        [nameof(Math.Asin)] = Math.Asin,
        [nameof(Math.Acos)] = Math.Acos,
        [nameof(Math.Atan)] = Math.Atan,
        [nameof(Math.Sinh)] = Math.Sinh,
        [nameof(Math.Cosh)] = Math.Cosh,
        [nameof(Math.Tanh)] = Math.Tanh,
    };

    private static readonly Dictionary<string, Func<double, double, double>> PairFunctions = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(Math.Pow)] = Math.Pow,
        [nameof(Math.Log)] = Math.Log,
        [nameof(Math.Atan2)] = Math.Atan2,
    };

    private static readonly Dictionary<string, Func<double, double>> Roundings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(Math.Floor)] = Math.Floor,
        [nameof(Math.Ceiling)] = Math.Ceiling,
        [nameof(Math.Truncate)] = Math.Truncate,
        [nameof(Math.Round)] = Math.Round,
    };

    private static readonly Dictionary<string, Func<double, bool>> DoubleTests = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(double.IsNaN)] = double.IsNaN,
        [nameof(double.IsInfinity)] = double.IsInfinity,
        [nameof(double.IsFinite)] = double.IsFinite,
    };

    private Node BindFunction(FunctionExpression function)
    {
        Node[] arguments = [.. function.Arguments.Select(Bind)];
        Node? node = (arguments, Number: arguments.All(a => a.Kind.IsBinaryNumber())) switch
        {
            ([var text], _) when function.Type == typeof(string) && text.Kind == ValueKind.String => BindTextTest(function.Name, text),
            ([var number], true) when function.Type == typeof(double) && DoubleTests.TryGetValue(function.Name, out var test) =>
                new DoubleTestNode(test, number),
            ([var number], true) when function.Type == typeof(Math) => BindMath(function.Name, number),
            ([var first, var second], true) when function.Type == typeof(Math) => BindMath(function.Name, first, second),
            _ => null,
        };
        return node ?? throw new NotCompiledException(
            $"[{function.Type.Name}]::{function.Name} of {string.Join(" and ", arguments.Select(a => a.Kind.Describe()))}");
    }

    private static Node? BindMath(string name, Node number)
    {
        if (DoubleFunctions.TryGetValue(name, out var function))
        {
            number.TakeAsNumber();
            return new DoubleFunctionNode((a, _) => function(a), number, null);
        }

        if (Roundings.TryGetValue(name, out var rounding)) return BindRounding(rounding, number);
        var kind = number.Kind;
        RefuseBlend(number);
        if (name.Equals(nameof(Math.Abs), StringComparison.OrdinalIgnoreCase)
            && kind is ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double or ValueKind.Mixed)
            return new AbsoluteNode(kind, number);
        return name.Equals(nameof(Math.Sign), StringComparison.OrdinalIgnoreCase) && IsComputable(kind) ? new SignNode(number) : null;
    }

    private static Node? BindMath(string name, Node first, Node second)
    {
        if (PairFunctions.TryGetValue(name, out var function))
        {
            first.TakeAsNumber();
            second.TakeAsNumber();
            return new DoubleFunctionNode(function, first, second);
        }

        if (name.Equals(nameof(Math.Round), StringComparison.OrdinalIgnoreCase))
            return second is ConstantNode { Value: int and >= 0 and <= 15 and var digits }
                ? BindRounding(x => Math.Round(x, digits), first)
                : null;
        var largest = name.Equals(nameof(Math.Max), StringComparison.OrdinalIgnoreCase);
        if (!largest && !name.Equals(nameof(Math.Min), StringComparison.OrdinalIgnoreCase)) return null;
        RefuseBlend(first);
        RefuseBlend(second);
        return first.Kind == second.Kind && first.Kind is ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double
            ? new ExtremeNode(first.Kind, largest, first, second)
            : null;
    }

    private static RoundingNode? BindRounding(Func<double, double> round, Node number) => number.Kind switch
    {
        ValueKind.Single or ValueKind.Double => new RoundingNode(ValueKind.Double, round, number),
        ValueKind.Mixed or ValueKind.Int32 or ValueKind.Int64 => new RoundingNode(ValueKind.Mixed, round, number),
        _ => null,
    };

    private static TextTestNode? BindTextTest(string name, Node text) => name.ToUpperInvariant() switch
    {
        "ISNULLOREMPTY" => new(new TextPredicate(s => s.Length == 0, ofNull: true), text),
        "ISNULLORWHITESPACE" => new(new TextPredicate(string.IsNullOrWhiteSpace, ofNull: true), text),
        _ => null,
    };

    private static Node BindMember(Node target, string name)
    {
        Node? node = target.Kind switch
        {
            ValueKind.String when name.Equals(nameof(string.Length), StringComparison.OrdinalIgnoreCase) =>
                new TextMeasureNode(s => s.Length, target),
            ValueKind.DateTime => InstantPart(name, target, ticks => new DateTime(ticks)),
            ValueKind.DateTimeOffset => InstantPart(name, target, ticks => new DateTime(ticks)),
            ValueKind.Date => DayPart(name, target),
            ValueKind.Time => ClockPart(name, target),
            ValueKind.TimeSpan => SpanPart(name, target),
            _ => null,
        };
        return node ?? throw new NotCompiledException($"the property {name} of {target.Kind.Describe()}");
    }

    private static DatePartNode? InstantPart(string name, Node target, Func<long, DateTime> at) => name.ToUpperInvariant() switch
    {
        "YEAR" => Part(target, t => at(t).Year, isMonotonic: true),
        "MONTH" => Part(target, t => at(t).Month),
        "DAY" => Part(target, t => at(t).Day),
        "HOUR" => Part(target, t => at(t).Hour),
        "MINUTE" => Part(target, t => at(t).Minute),
        "SECOND" => Part(target, t => at(t).Second),
        "MILLISECOND" => Part(target, t => at(t).Millisecond),
        "DAYOFYEAR" => Part(target, t => at(t).DayOfYear),
        "DAYOFWEEK" => new(ValueKind.DayOfWeek, t => (long)at(t).DayOfWeek, target),
        "TICKS" => new(ValueKind.Int64, t => t, target),
        "DATE" => new(ValueKind.DateTime, t => at(t).Date.Ticks, target),
        "TIMEOFDAY" => new(ValueKind.TimeSpan, t => at(t).TimeOfDay.Ticks, target),
        _ => null,
    };

    private static DatePartNode? DayPart(string name, Node target) => name.ToUpperInvariant() switch
    {
        "YEAR" => Part(target, d => DateOnly.FromDayNumber((int)d).Year, isMonotonic: true),
        "MONTH" => Part(target, d => DateOnly.FromDayNumber((int)d).Month),
        "DAY" => Part(target, d => DateOnly.FromDayNumber((int)d).Day),
        "DAYOFYEAR" => Part(target, d => DateOnly.FromDayNumber((int)d).DayOfYear),
        "DAYOFWEEK" => new(ValueKind.DayOfWeek, d => (long)DateOnly.FromDayNumber((int)d).DayOfWeek, target),
        "DAYNUMBER" => Part(target, d => d),
        _ => null,
    };

    private static DatePartNode? ClockPart(string name, Node target) => name.ToUpperInvariant() switch
    {
        "HOUR" => Part(target, t => new TimeOnly(t).Hour),
        "MINUTE" => Part(target, t => new TimeOnly(t).Minute),
        "SECOND" => Part(target, t => new TimeOnly(t).Second),
        "MILLISECOND" => Part(target, t => new TimeOnly(t).Millisecond),
        "TICKS" => new(ValueKind.Int64, t => t, target),
        _ => null,
    };

    private static Node? SpanPart(string name, Node target) => name.ToUpperInvariant() switch
    {
        "TOTALDAYS" => new SpanPartNode(s => s.TotalDays, target),
        "TOTALHOURS" => new SpanPartNode(s => s.TotalHours, target),
        "TOTALMINUTES" => new SpanPartNode(s => s.TotalMinutes, target),
        "TOTALSECONDS" => new SpanPartNode(s => s.TotalSeconds, target),
        "TOTALMILLISECONDS" => new SpanPartNode(s => s.TotalMilliseconds, target),
        "DAYS" => Part(target, t => new TimeSpan(t).Days),
        "HOURS" => Part(target, t => new TimeSpan(t).Hours),
        "MINUTES" => Part(target, t => new TimeSpan(t).Minutes),
        "SECONDS" => Part(target, t => new TimeSpan(t).Seconds),
        "TICKS" => new DatePartNode(ValueKind.Int64, t => t, target, isMonotonic: true),
        _ => null,
    };

    private static DatePartNode Part(Node target, Func<long, long> part, bool isMonotonic = false) =>
        new(ValueKind.Int32, part, target, isMonotonic);

    private Node BindMethod(MethodExpression method)
    {
        var target = Bind(method.Target);
        Node[] arguments = [.. method.Arguments.Select(Bind)];
        var node = target.Kind switch
        {
            ValueKind.String => BindTextMethod(method.Name, target, arguments),
            ValueKind.DateTime or ValueKind.DateTimeOffset or ValueKind.Date or ValueKind.Time when target is not ConstantNode =>
                BindDateMethod(method.Name, target, arguments),
            _ => null,
        };
        return node ?? throw new NotCompiledException($"the method {method.Name} of {target.Kind.Describe()} with these arguments");
    }

    // Analyzers would have the culture stated; the session's own is what the method uses in PowerShell.
#pragma warning disable CA1304, CA1310, CA1311, CA1307
    private static Node? BindTextMethod(string name, Node target, Node[] arguments) => (name.ToUpperInvariant(), arguments) switch
    {
        ("TOUPPER", []) => new TextFunctionNode(s => s.ToUpper(), target),
        ("TOLOWER", []) => new TextFunctionNode(s => s.ToLower(), target),
        ("TOUPPERINVARIANT", []) => new TextFunctionNode(s => s.ToUpperInvariant(), target),
        ("TOLOWERINVARIANT", []) => new TextFunctionNode(s => s.ToLowerInvariant(), target),
        ("TRIM", []) => new TextFunctionNode(s => s.Trim(), target),
        ("TRIMSTART", []) => new TextFunctionNode(s => s.TrimStart(), target),
        ("TRIMEND", []) => new TextFunctionNode(s => s.TrimEnd(), target),
        ("TOSTRING", []) => new TextFunctionNode(s => s, target),
        ("SUBSTRING", [{ Kind: ValueKind.Int32 } start]) => new SubstringNode(target, start, null),
        ("SUBSTRING", [{ Kind: ValueKind.Int32 } start, { Kind: ValueKind.Int32 } length]) => new SubstringNode(target, start, length),
        ("REPLACE", [ConstantNode { Value: string old }, ConstantNode { Value: string with }]) =>
            new TextFunctionNode(s => s.Replace(old, with), target),
        ("PADLEFT", [ConstantNode { Value: int and >= 0 and var width }]) => new TextFunctionNode(s => s.PadLeft(width), target),
        ("PADRIGHT", [ConstantNode { Value: int and >= 0 and var width }]) => new TextFunctionNode(s => s.PadRight(width), target),
        ("CONTAINS", [ConstantNode { Value: string part }]) =>
            new TextTestNode(new TextPredicate(s => s.Contains(part), ofNull: null), target),
        ("STARTSWITH", [ConstantNode { Value: string part }]) =>
            new TextTestNode(new TextPredicate(s => s.StartsWith(part), ofNull: null), target),
        ("ENDSWITH", [ConstantNode { Value: string part }]) =>
            new TextTestNode(new TextPredicate(s => s.EndsWith(part), ofNull: null), target),
        ("INDEXOF", [ConstantNode { Value: string part }]) => new TextMeasureNode(s => s.IndexOf(part), target),
        _ => null,
    };
#pragma warning restore CA1304, CA1310, CA1311, CA1307

    private static Node? BindDateMethod(string name, Node target, Node[] arguments)
    {
        var kind = target.Kind;
        switch (name.ToUpperInvariant(), arguments)
        {
            case ("TOSTRING", [ConstantNode { Value: string format }]):
                return new DateTextNode(DateTextNode.Formatter(kind, format), target);
            case (_, [{ } amount]) when kind is ValueKind.DateTime or ValueKind.DateTimeOffset:
                return InstantShift(name, amount.Kind) is { } shift ? new DateShiftNode(kind, shift, target, amount) : null;
            case (_, [{ Kind: ValueKind.Int32 } amount]) when kind == ValueKind.Date:
                return DayShift(name) is { } move ? new DateShiftNode(kind, move, target, amount) : null;
            default:
                return null;
        }
    }

    private static Func<long, double, long>? InstantShift(string name, ValueKind amount) => (name.ToUpperInvariant(), amount) switch
    {
        ("ADDDAYS", ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double) => (t, n) => new DateTime(t).AddDays(n).Ticks,
        ("ADDHOURS", ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double) => (t, n) => new DateTime(t).AddHours(n).Ticks,
        ("ADDMINUTES", ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double) => (t, n) => new DateTime(t).AddMinutes(n).Ticks,
        ("ADDSECONDS", ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double) => (t, n) => new DateTime(t).AddSeconds(n).Ticks,
        ("ADDMONTHS", ValueKind.Int32) => (t, n) => new DateTime(t).AddMonths((int)n).Ticks,
        ("ADDYEARS", ValueKind.Int32) => (t, n) => new DateTime(t).AddYears((int)n).Ticks,
        _ => null,
    };

    private static Func<long, double, long>? DayShift(string name) => name.ToUpperInvariant() switch
    {
        "ADDDAYS" => (d, n) => DateOnly.FromDayNumber((int)d).AddDays((int)n).DayNumber,
        "ADDMONTHS" => (d, n) => DateOnly.FromDayNumber((int)d).AddMonths((int)n).DayNumber,
        "ADDYEARS" => (d, n) => DateOnly.FromDayNumber((int)d).AddYears((int)n).DayNumber,
        _ => null,
    };
}
