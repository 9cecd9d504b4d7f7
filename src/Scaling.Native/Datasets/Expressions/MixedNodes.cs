namespace Scaling.Native.Datasets.Expressions;

/// <summary>An int divided by an int: an int where nothing is left over, else a double.</summary>
internal sealed class IntegerDivisionNode(Node left, Node right) : ArithmeticNode(ValueKind.Mixed, BinaryOperator.Divide, left, right)
{
    protected override bool IsExactNumber(int row) => true;

    protected override void Compute(Vector left, Vector right, Chunk chunk)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            var (a, b) = (left.Longs[i], right.Longs[i]);
            if (b == 0)
            {
                chunk.GiveUp(i);
                continue;
            }

            // -1: the smallest integer has no counterpart, and its remainder traps.
            var exact = b == -1 || a % b == 0;
            var value = !exact ? (double)a / b : b == -1 ? 0.0 - a : a / b;
            (Result.Numbers[i], Result.Tags[i]) = (value, exact ? NumberTag.Integer : NumberTag.Double);
            if (exact && Math.Abs(value) >= ValueKinds.ExactInteger) chunk.GiveUp(i);
        }
    }
}

/// <summary>Arithmetic on numbers whose kind differs by row.</summary>
internal sealed class MixedArithmeticNode(BinaryOperator op, Node left, Node right) : ArithmeticNode(ValueKind.Mixed, op, left, right)
{
    internal override bool MayBeDecimal => Left.MayBeDecimal || Right.MayBeDecimal;

    protected override bool IsExactNumber(int row) => true;

    protected override void Compute(Vector left, Vector right, Chunk chunk)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            if (!left.TryNumber(i, out var a, out var leftTag) || !right.TryNumber(i, out var b, out var rightTag)
                || !TryCompute(a, leftTag, b, rightTag, out Result.Numbers[i], out Result.Tags[i]))
                chunk.GiveUp(i);
        }
    }

    protected override void KeepAddend(Vector right, int row, Chunk chunk)
    {
        if (right.Kind is ValueKind.Narrow or ValueKind.Single) chunk.GiveUp(row);
        else if (right.TryNumber(row, out var value, out var tag)) (Result.Numbers[row], Result.Tags[row]) = (value, tag);
    }

    private bool TryCompute(double a, byte leftTag, double b, byte rightTag, out double result, out byte tag)
    {
        var isDecimal = leftTag == NumberTag.Decimal || rightTag == NumberTag.Decimal;
        if (!isDecimal && (leftTag == NumberTag.Double || rightTag == NumberTag.Double))
        {
            (result, tag) = (Apply(a, b), NumberTag.Double);
            return true;
        }

        tag = isDecimal ? NumberTag.Decimal : NumberTag.Integer;
        result = 0;
        if (isDecimal && !(IsExactDecimal(a, leftTag) && IsExactDecimal(b, rightTag))) return false;
        if (Operator is BinaryOperator.Divide or BinaryOperator.Remainder && b == 0) return false;
        if (Operator == BinaryOperator.Divide && a % b != 0)
        {
            if (isDecimal) return false;
            (result, tag) = (a / b, NumberTag.Double);
            return true;
        }

        // Adding zero: ints have no negative one. Decimals do, and it depends on more than the operands' values when they have it.
        result = Apply(a, b) + 0.0;
        return isDecimal ? result != 0 && Math.Abs(result) < ValueKinds.ExactDecimal : Math.Abs(result) < ValueKinds.ExactInteger;
    }

    private double Apply(double a, double b) => Operator switch
    {
        BinaryOperator.Add => a + b,
        BinaryOperator.Subtract => a - b,
        BinaryOperator.Multiply => a * b,
        BinaryOperator.Divide => a / b,
        _ => a % b,
    };

    private static bool IsExactDecimal(double value, byte tag) =>
        Math.Abs(value) < ValueKinds.ExactDecimal
            && (tag != NumberTag.Double || double.IsInteger(value) && !(value == 0 && double.IsNegative(value)));
}
