namespace Scaling.Native.Datasets.Expressions;

/// <summary>What <c>if</c> makes of a value: null, zero, false and the empty text are false.</summary>
internal sealed class TruthNode(Node operand) : Node(ValueKind.Boolean)
{
    internal Node Operand => operand;

    internal static Node Of(Node operand) =>
        operand.Kind == ValueKind.Boolean && operand is not ColumnNode ? operand : new TruthNode(operand);

    internal override Vector Evaluate(Chunk chunk)
    {
        var value = operand.Evaluate(chunk);
        var flags = Result.Flags;
        for (var i = 0; i < chunk.Count; i++)
        {
            flags[i] = !value.IsNull(i) && value.Kind switch
            {
                ValueKind.Boolean => value.Flags[i],
                ValueKind.Single or ValueKind.Double or ValueKind.Mixed => value.Numbers[i] != 0,
                ValueKind.String => value.Texts[i] is { Length: > 0 },
                ValueKind.Decimal => value.Decimals[i] != 0,
                >= ValueKind.DateTime => true,
                _ => value.Longs[i] != 0,
            };
        }

        return Result;
    }
}

internal sealed class NotNode(Node operand) : Node(ValueKind.Boolean)
{
    internal Node Operand => operand;

    internal override Vector Evaluate(Chunk chunk)
    {
        var flags = operand.Evaluate(chunk).Flags;
        for (var i = 0; i < chunk.Count; i++) Result.Flags[i] = !flags[i];
        return Result;
    }
}

/// <summary>
/// <c>-and</c>, <c>-or</c>, <c>-xor</c> of two truths; the right side of the first two counts only where the left does not decide.
/// </summary>
internal sealed class LogicNode(BinaryOperator op, Node left, Node right) : Node(ValueKind.Boolean)
{
    internal BinaryOperator Operator => op;

    internal Node Left => left;

    internal Node Right => right;

    internal override Vector Evaluate(Chunk chunk)
    {
        var a = left.Evaluate(chunk).Flags;
        var b = (op == BinaryOperator.ExclusiveOr
            ? right.Evaluate(chunk)
            : chunk.EvaluateWhere(right, a, wanted: op == BinaryOperator.And)).Flags;
        var r = Result.Flags;
        for (var i = 0; i < chunk.Count; i++)
        {
            r[i] = op switch
            {
                BinaryOperator.And => a[i] & b[i],
                BinaryOperator.Or => a[i] | b[i],
                _ => a[i] ^ b[i],
            };
        }

        return Result;
    }
}

/// <summary><c>if</c> … <c>else</c>: each branch counts only in its rows.</summary>
internal sealed class ConditionalNode(ValueKind kind, Node test, Node then, Node otherwise, bool isBlend) : Node(kind)
{
    /// <summary>Whether some rows are int and some long to PowerShell.</summary>
    internal bool IsBlend => isBlend;

    internal override bool MayBeDecimal => then.MayBeDecimal || otherwise.MayBeDecimal;

    internal override int FractionDigits => Math.Max(then.FractionDigits, otherwise.FractionDigits);

    internal override void TakeAsNumber()
    {
        then.TakeAsNumber();
        otherwise.TakeAsNumber();
    }

    internal override Vector Evaluate(Chunk chunk)
    {
        var flags = test.Evaluate(chunk).Flags;
        var a = chunk.EvaluateWhere(then, flags, wanted: true);
        var b = chunk.EvaluateWhere(otherwise, flags, wanted: false);
        Result.HasNulls = false;
        for (var i = 0; i < chunk.Count; i++) Copy(flags[i] ? a : b, i, chunk);
        return Result;
    }

    private void Copy(Vector from, int row, Chunk chunk)
    {
        var isNull = from.IsNull(row);
        if (isNull) Result.SetNull(row);
        switch (Kind)
        {
            case ValueKind.Boolean: Result.Flags[row] = !isNull && from.Flags[row]; break;
            case ValueKind.String: Result.Texts[row] = isNull ? null : from.Texts[row]; break;
            case ValueKind.Double: Result.Numbers[row] = isNull ? 0 : from.ToDouble(row); break;
            case ValueKind.Mixed:
                if (isNull) (Result.Numbers[row], Result.Tags[row]) = (0, NumberTag.Integer);
                else if (!from.TryNumber(row, out Result.Numbers[row], out Result.Tags[row])) chunk.GiveUp(row);
                break;
            default: Result.Longs[row] = isNull ? 0 : from.Longs[row]; break;
        }
    }
}
