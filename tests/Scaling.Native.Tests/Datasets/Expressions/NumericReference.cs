using System.Globalization;
using Scaling.Native.Datasets.Expressions;

namespace Scaling.Native.Tests.Datasets.Expressions;

/// <summary>PowerShell's arithmetic and comparisons of single values, written for clarity; errors are <see cref="ArithmeticException"/>s.</summary>
internal static class NumericReference
{
    internal static object? Compute(BinaryOperator op, object? a, object? b)
    {
        if (op == BinaryOperator.Add && a is null) return b;
        if (op == BinaryOperator.Multiply && a is null) return null;
        a ??= 0;
        b ??= 0;
        if (a is double or float || b is double or float) return Doubles(op, Convert.ToDouble(a, CultureInfo.InvariantCulture), Convert.ToDouble(b, CultureInfo.InvariantCulture));
        var (x, y) = (Convert.ToInt64(a, CultureInfo.InvariantCulture), Convert.ToInt64(b, CultureInfo.InvariantCulture));
        if (y == 0 && op is BinaryOperator.Divide or BinaryOperator.Remainder && y == 0) throw new DivideByZeroException();
        if (op == BinaryOperator.Divide && (Int128)x % y != 0) return (double)x / y;
        Int128 exact = op switch
        {
            BinaryOperator.Add => (Int128)x + y,
            BinaryOperator.Subtract => (Int128)x - y,
            BinaryOperator.Multiply => (Int128)x * y,
            BinaryOperator.Divide => (Int128)x / y,
            _ => (Int128)x % y,
        };
        var isLong = a is long || b is long;
        if (isLong ? exact == (long)exact : exact == (int)exact) return isLong ? (long)exact : (int)exact;
        return Doubles(op, x, y);
    }

    internal static bool Compare(BinaryOperator op, object? a, object? b)
    {
        if (a is null && b is null) return op is BinaryOperator.Equal or BinaryOperator.LessOrEqual or BinaryOperator.GreaterOrEqual;
        if (a is null || b is null)
        {
            if (op is BinaryOperator.Equal or BinaryOperator.NotEqual) return op == BinaryOperator.NotEqual;
            // Null stands between the negative numbers and zero; NaN compares with it either way only as "not".
            var number = Convert.ToDouble(a ?? b, CultureInfo.InvariantCulture);
            var order = (number < 0) == (a is null) ? 1 : -1;
            return op is BinaryOperator.LessThan or BinaryOperator.LessOrEqual ? order < 0 : order > 0;
        }

        if (a is double or float || b is double or float) return Decide(op, Convert.ToDouble(a, CultureInfo.InvariantCulture), Convert.ToDouble(b, CultureInfo.InvariantCulture));
        var sign = Convert.ToInt64(a, CultureInfo.InvariantCulture).CompareTo(Convert.ToInt64(b, CultureInfo.InvariantCulture));
        return Decide(op, sign, 0);
    }

    private static bool Decide(BinaryOperator op, double a, double b) => op switch
    {
        BinaryOperator.Equal => a == b,
        BinaryOperator.NotEqual => a != b,
        BinaryOperator.LessThan => a < b,
        BinaryOperator.LessOrEqual => a <= b,
        BinaryOperator.GreaterThan => a > b,
        _ => a >= b,
    };

    private static double Doubles(BinaryOperator op, double a, double b) => op switch
    {
        BinaryOperator.Add => a + b,
        BinaryOperator.Subtract => a - b,
        BinaryOperator.Multiply => a * b,
        BinaryOperator.Divide => a / b,
        _ => a % b,
    };
}
