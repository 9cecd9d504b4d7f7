namespace Scaling.Native.Datasets.Expressions;

/// <summary>Methods of <see cref="Math"/> that have one form only, for doubles. Null is 0.</summary>
internal sealed class DoubleFunctionNode(Func<double, double, double> function, Node first, Node? second) : Node(ValueKind.Double)
{
    internal override Vector Evaluate(Chunk chunk)
    {
        var a = first.Evaluate(chunk);
        var b = second?.Evaluate(chunk) ?? a;
        Result.HasNulls = false;
        for (var i = 0; i < chunk.Count; i++) Result.Numbers[i] = function(a.ToDouble(i), b.ToDouble(i));
        return Result;
    }
}

/// <summary>Floor, Ceiling, Truncate and Round: of a double a double, of an int, to which they do nothing, a decimal.</summary>
internal sealed class RoundingNode(ValueKind kind, Func<double, double> round, Node operand) : Node(kind)
{
    internal override bool MayBeDecimal => Kind == ValueKind.Mixed;

    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        Result.HasNulls = false;
        if (Kind == ValueKind.Double)
        {
            for (var i = 0; i < chunk.Count; i++) Result.Numbers[i] = round(value.Numbers[i]);
            return Result;
        }

        for (var i = 0; i < chunk.Count; i++)
        {
            var exact = value.TryNumber(i, out var number, out var tag);
            if (value.IsNull(i)) (number, tag) = (0, NumberTag.Double);
            (Result.Numbers[i], Result.Tags[i]) = tag == NumberTag.Double ? (round(number), tag) : (number, NumberTag.Decimal);
            if (!exact || tag != NumberTag.Double && Math.Abs(number) >= ValueKinds.ExactDecimal) chunk.GiveUp(i);
        }

        return Result;
    }
}

/// <summary>The magnitude, of the operand's own kind. Of null it is the double 0.</summary>
internal sealed class AbsoluteNode(ValueKind kind, Node operand) : Node(kind)
{
    private bool _asNumber;

    internal override bool MayBeDecimal => operand.MayBeDecimal;

    internal override void TakeAsNumber() => _asNumber = true;

    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        Result.HasNulls = false;
        for (var i = 0; i < chunk.Count; i++)
        {
            if (Kind.IsInteger())
            {
                var number = value.Longs[i];
                if (value.IsNull(i) && !_asNumber || number == (Kind == ValueKind.Int32 ? int.MinValue : long.MinValue)) chunk.GiveUp(i);
                Result.Longs[i] = number < 0 ? unchecked(-number) : number;
            }
            else
            {
                Result.Numbers[i] = Math.Abs(value.Numbers[i]);
                if (Kind == ValueKind.Mixed) Result.Tags[i] = value.IsNull(i) ? NumberTag.Double : value.Tags[i];
            }
        }

        return Result;
    }
}

/// <summary>-1, 0 or 1.</summary>
internal sealed class SignNode(Node operand) : Node(ValueKind.Int32)
{
    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        for (var i = 0; i < chunk.Count; i++)
        {
            var number = value.ToDouble(i);
            if (value.IsNull(i) || double.IsNaN(number)) chunk.GiveUp(i);
            else Result.Longs[i] = Math.Sign(number);
        }

        return Result;
    }
}

/// <summary>The larger or smaller of two numbers of one kind.</summary>
internal sealed class ExtremeNode(ValueKind kind, bool largest, Node left, Node right) : Node(kind)
{
    internal override Vector Evaluate(Chunk chunk)
    {
        var (a, b) = (left.Evaluate(chunk), right.Evaluate(chunk));
        for (var i = 0; i < chunk.Count; i++)
        {
            if (a.IsNull(i) || b.IsNull(i)) chunk.GiveUp(i);
            if (Kind == ValueKind.Double)
                Result.Numbers[i] = largest ? Math.Max(a.Numbers[i], b.Numbers[i]) : Math.Min(a.Numbers[i], b.Numbers[i]);
            else
                Result.Longs[i] = largest ? Math.Max(a.Longs[i], b.Longs[i]) : Math.Min(a.Longs[i], b.Longs[i]);
        }

        return Result;
    }
}

/// <summary>IsNaN and its like.</summary>
internal sealed class DoubleTestNode(Func<double, bool> test, Node operand) : Node(ValueKind.Boolean)
{
    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        for (var i = 0; i < chunk.Count; i++) Result.Flags[i] = test(value.ToDouble(i));
        return Result;
    }
}
