namespace Scaling.Native.Datasets.Expressions;

/// <summary>Arithmetic on two numbers. What null does is PowerShell's: mostly the int 0, but null + null and null * x are null.</summary>
internal abstract class ArithmeticNode(ValueKind kind, BinaryOperator op, Node left, Node right) : Node(kind)
{
    protected BinaryOperator Operator { get; } = op;

    protected Node Left { get; } = left;

    protected Node Right { get; } = right;

    /// <summary>Whether the consumer does not see if the result is int, long or double.</summary>
    protected bool AsNumber { get; private set; }

    internal override Vector Evaluate(Chunk chunk)
    {
        var (left, right) = (Left.Evaluate(chunk), Right.Evaluate(chunk));
        Result.HasNulls = false;
        Compute(left, right, chunk);
        if (left.HasNulls || right.HasNulls) Settle(left, right, chunk);
        return Result;
    }

    internal override void TakeAsNumber()
    {
        AsNumber = true;
        // A long result beyond 2^53 is exact only if both operands really are integers.
        if (Kind == ValueKind.Int64 || Operator is not (BinaryOperator.Add or BinaryOperator.Subtract)) return;
        Left.TakeAsNumber();
        Right.TakeAsNumber();
    }

    protected abstract void Compute(Vector left, Vector right, Chunk chunk);

    /// <summary>Whether the result of a row is such that its kind cannot show where only the number counts.</summary>
    protected abstract bool IsExactNumber(int row);

    /// <summary>Makes the sum of null and a value that value, which differs from 0 plus it for a negative zero.</summary>
    protected virtual void KeepAddend(Vector right, int row, Chunk chunk)
    {
    }

    private void Settle(Vector left, Vector right, Chunk chunk)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            var (leftNull, rightNull) = (left.IsNull(i), right.IsNull(i));
            if (!leftNull && !rightNull) continue;
            if (leftNull && (Operator == BinaryOperator.Multiply || Operator == BinaryOperator.Add && rightNull))
            {
                Result.SetNull(i);
                Clear(i);
                continue;
            }

            if (leftNull && Operator == BinaryOperator.Add) KeepAddend(right, i, chunk);
            // Null plus a value is that value as it is, even where PowerShell would compute with a wider kind.
            var kind = leftNull && Operator == BinaryOperator.Add ? right.Kind : KindOf(left, leftNull, right, rightNull);
            if (Kind is ValueKind.Mixed or ValueKind.Decimal || kind == Kind) continue;
            if (!AsNumber || !IsExactNumber(i)) chunk.GiveUp(i);
        }
    }

    private void Clear(int row)
    {
        if (Result.Longs.Length > 0) Result.Longs[row] = 0;
        else if (Result.Numbers.Length > 0) Result.Numbers[row] = 0;
        else Result.Decimals[row] = 0;
        if (Result.Tags.Length > 0) Result.Tags[row] = NumberTag.Integer;
    }

    /// <summary>The kind PowerShell's result has where one operand is null.</summary>
    private static ValueKind KindOf(Vector left, bool leftNull, Vector right, bool rightNull)
    {
        var a = leftNull ? ValueKind.Int32 : Promoted(left.Kind);
        var b = rightNull ? ValueKind.Int32 : Promoted(right.Kind);
        return a > b ? a : b;
    }

    private static ValueKind Promoted(ValueKind kind) => kind switch
    {
        ValueKind.Narrow or ValueKind.Null => ValueKind.Int32,
        ValueKind.Single => ValueKind.Double,
        _ => kind,
    };
}

/// <summary><c>+ - * %</c> on integers; a result that does not fit is a double to PowerShell.</summary>
internal sealed class IntegerArithmeticNode(ValueKind kind, BinaryOperator op, Node left, Node right)
    : ArithmeticNode(kind, op, left, right)
{
    protected override bool IsExactNumber(int row) => Result.Longs[row] is > -ValueKinds.ExactInteger and < ValueKinds.ExactInteger;

    protected override void Compute(Vector left, Vector right, Chunk chunk)
    {
        var count = chunk.Count;
        var a = left.Longs.AsSpan(0, count);
        var b = right.Longs.AsSpan(0, count);
        var r = Result.Longs.AsSpan(0, count);
        switch (Operator)
        {
            case BinaryOperator.Add:
                for (var i = 0; i < r.Length; i++)
                {
                    var (x, y) = (a[i], b[i]);
                    r[i] = x + y;
                    if (((x ^ r[i]) & (y ^ r[i])) < 0) chunk.GiveUp(i);
                }

                break;
            case BinaryOperator.Subtract:
                for (var i = 0; i < r.Length; i++)
                {
                    var (x, y) = (a[i], b[i]);
                    r[i] = x - y;
                    if (((x ^ y) & (x ^ r[i])) < 0) chunk.GiveUp(i);
                }

                break;
            case BinaryOperator.Multiply:
                for (var i = 0; i < r.Length; i++)
                {
                    var high = Math.BigMul(a[i], b[i], out r[i]);
                    if (high != r[i] >> 63) chunk.GiveUp(i);
                }

                break;
            default:
                for (var i = 0; i < r.Length; i++)
                {
                    if (b[i] == 0) chunk.GiveUp(i);
                    r[i] = b[i] is 0 or -1 ? 0 : a[i] % b[i];
                }

                break;
        }

        if (Kind == ValueKind.Int32) CheckInt32(r, chunk);
    }

    private void CheckInt32(ReadOnlySpan<long> result, Chunk chunk)
    {
        for (var i = 0; i < result.Length; i++)
            if (result[i] != (int)result[i] && !(AsNumber && IsExactNumber(i))) chunk.GiveUp(i);
    }
}

/// <summary>Arithmetic where at least one operand is a double, so that PowerShell computes with doubles.</summary>
internal sealed class DoubleArithmeticNode(BinaryOperator op, Node left, Node right) : ArithmeticNode(ValueKind.Double, op, left, right)
{
    private readonly double[] _left = new double[Chunk.MaxRows];
    private readonly double[] _right = new double[Chunk.MaxRows];

    protected override bool IsExactNumber(int row) =>
        Math.Abs(Result.Numbers[row]) < ValueKinds.ExactInteger && !double.IsNegative(Result.Numbers[row] == 0 ? Result.Numbers[row] : 1);

    protected override void KeepAddend(Vector right, int row, Chunk chunk) => Result.Numbers[row] = right.ToDouble(row);

    protected override void Compute(Vector left, Vector right, Chunk chunk)
    {
        var count = chunk.Count;
        var a = Doubles(left, _left, count);
        var b = Doubles(right, _right, count);
        var r = Result.Numbers.AsSpan(0, count);
        switch (Operator)
        {
            case BinaryOperator.Add:
                for (var i = 0; i < r.Length; i++) r[i] = a[i] + b[i];
                break;
            case BinaryOperator.Subtract:
                for (var i = 0; i < r.Length; i++) r[i] = a[i] - b[i];
                break;
            case BinaryOperator.Multiply:
                for (var i = 0; i < r.Length; i++) r[i] = a[i] * b[i];
                break;
            case BinaryOperator.Divide:
                for (var i = 0; i < r.Length; i++) r[i] = a[i] / b[i];
                GiveUpDivisionsOfIntegers(left, right, chunk);
                break;
            default:
                for (var i = 0; i < r.Length; i++) r[i] = a[i] % b[i];
                GiveUpDivisionsOfIntegers(left, right, chunk);
                break;
        }
    }

    /// <summary>Where the double is null there are two ints left, and an int divided by zero is an error.</summary>
    private static void GiveUpDivisionsOfIntegers(Vector left, Vector right, Chunk chunk)
    {
        if (!left.HasNulls && !right.HasNulls) return;
        for (var i = 0; i < chunk.Count; i++)
            if ((left.IsNull(i) || right.IsNull(i)) && right.ToDouble(i) == 0) chunk.GiveUp(i);
    }

    private static ReadOnlySpan<double> Doubles(Vector vector, double[] room, int count)
    {
        if (vector.Longs.Length == 0) return vector.Numbers.AsSpan(0, count);
        var longs = vector.Longs.AsSpan(0, count);
        for (var i = 0; i < longs.Length; i++) room[i] = longs[i];
        return room.AsSpan(0, count);
    }
}

/// <summary><c>+ - *</c> on decimals and integers.</summary>
internal sealed class DecimalArithmeticNode(BinaryOperator op, Node left, Node right) : ArithmeticNode(ValueKind.Decimal, op, left, right)
{
    protected override bool IsExactNumber(int row) => true;

    protected override void Compute(Vector left, Vector right, Chunk chunk)
    {
        for (var i = 0; i < chunk.Count; i++)
        {
            // With a null the result may be an int or of another scale, which few expressions need to be fast.
            if (left.IsNull(i) || right.IsNull(i))
            {
                chunk.GiveUp(i);
                continue;
            }

            var (a, b) = (Value(left, i), Value(right, i));
            try
            {
                Result.Decimals[i] = Operator switch
                {
                    BinaryOperator.Add => a + b,
                    BinaryOperator.Subtract => a - b,
                    _ => a * b,
                };
            }
            catch (OverflowException)
            {
                chunk.GiveUp(i);
            }
        }
    }

    private static decimal Value(Vector vector, int row) => vector.Decimals.Length > 0 ? vector.Decimals[row] : vector.Longs[row];
}

/// <summary>The sign changed.</summary>
internal sealed class NegateNode(ValueKind kind, Node operand) : Node(kind)
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
            // -$null is the int 0.
            if (value.IsNull(i) && Kind is not (ValueKind.Int32 or ValueKind.Mixed) && !_asNumber) chunk.GiveUp(i);
            switch (Kind)
            {
                case ValueKind.Double:
                    // PowerShell subtracts from zero, which makes no negative one.
                    Result.Numbers[i] = 0.0 - value.Numbers[i];
                    break;
                case ValueKind.Mixed:
                    Result.Tags[i] = value.IsNull(i) ? NumberTag.Integer : value.Tags[i];
                    Result.Numbers[i] = 0.0 - value.Numbers[i];
                    if (Result.Tags[i] == NumberTag.Decimal && value.Numbers[i] == 0) chunk.GiveUp(i);
                    break;
                default:
                    Result.Longs[i] = -value.Longs[i];
                    if (value.Longs[i] == (Kind == ValueKind.Int32 ? int.MinValue : long.MinValue)) chunk.GiveUp(i);
                    break;
            }
        }

        return Result;
    }
}
