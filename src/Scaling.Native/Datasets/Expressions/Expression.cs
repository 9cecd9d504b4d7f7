namespace Scaling.Native.Datasets.Expressions;

/// <summary>What is to be computed from the columns of a row. Its meaning is PowerShell's, which the evaluator keeps to.</summary>
public abstract record Expression;

/// <summary>The value of a column.</summary>
public sealed record ColumnExpression(string Name) : Expression;

/// <summary>A value that is the same for every row: null, bool, int, long, double, decimal, string, or a date or time of .NET.</summary>
public sealed record ConstantExpression(object? Value) : Expression;

public sealed record UnaryExpression(UnaryOperator Operator, Expression Operand) : Expression;

/// <summary>An operator on two values, which with <paramref name="IgnoreCase"/> compares texts without regard to case.</summary>
public sealed record BinaryExpression(BinaryOperator Operator, Expression Left, Expression Right, bool IgnoreCase = true) : Expression;

/// <summary>
/// Whether a value equals one of constants, each taken as the left side of <c>-eq</c>, as <c>-in</c> and <c>-contains</c> do.
/// </summary>
public sealed record MembershipExpression(Expression Value, IReadOnlyList<object?> Items, bool IgnoreCase = true) : Expression;

/// <summary>
/// A conversion: to <see cref="bool"/>, <see cref="int"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/> or
/// <see cref="DateTime"/>.
/// </summary>
public sealed record CastExpression(Type Target, Expression Operand) : Expression;

/// <summary>A property of a value, such as <c>Length</c> or <c>Year</c>.</summary>
public sealed record MemberExpression(Expression Target, string Name) : Expression;

/// <summary>A method of a value, such as <c>Trim</c> or <c>AddDays</c>.</summary>
public sealed record MethodExpression(Expression Target, string Name, IReadOnlyList<Expression> Arguments) : Expression;

/// <summary>A static method, such as <c>[math]::Log2</c>.</summary>
public sealed record FunctionExpression(Type Type, string Name, IReadOnlyList<Expression> Arguments) : Expression;

/// <summary>One of two values; without <paramref name="Else"/>, null.</summary>
public sealed record ConditionalExpression(Expression Test, Expression Then, Expression? Else) : Expression;

/// <summary>The texts of values after one another, as an expandable string gives them.</summary>
public sealed record InterpolationExpression(IReadOnlyList<Expression> Parts) : Expression;

public enum UnaryOperator
{
    Not,
    Minus,
    Plus,
    BitwiseNot,
}

public enum BinaryOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
    NotEqual,
    LessThan,
    LessOrEqual,
    GreaterThan,
    GreaterOrEqual,
    And,
    Or,
    ExclusiveOr,
    BitwiseAnd,
    BitwiseOr,
    BitwiseExclusiveOr,
    ShiftLeft,
    ShiftRight,
    Like,
    Match,
    Replace,
}
