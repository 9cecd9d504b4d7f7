using System.Numerics;

namespace Scaling.Native.Memory.Sizes;

/// <summary>The least and the greatest of numbers, and what all of them have in common.</summary>
internal struct ValueRange()
{
    private const double SafeInteger = 1L << 53;
    private const int SingleDigits = 24;

    private double _leastNumber = double.PositiveInfinity;
    private double _greatestNumber = double.NegativeInfinity;

    /// <summary>There are integers, and nothing but them.</summary>
    internal readonly bool AreIntegers => AreWhole && Least <= Greatest;

    internal bool AreWhole { get; private set; } = true;

    /// <summary>Every number is the same in single precision.</summary>
    internal bool AreSingles { get; private set; } = true;

    /// <summary>Of integers.</summary>
    internal Int128 Least { get; private set; } = Int128.MaxValue;

    /// <summary>Of integers.</summary>
    internal Int128 Greatest { get; private set; } = Int128.MinValue;

    /// <summary>The least number, as rows would carry it; null where there is none.</summary>
    internal readonly object? Minimum => AreIntegers ? Boxed(Least) : _leastNumber <= _greatestNumber ? _leastNumber : null;

    /// <summary>The greatest number.</summary>
    internal readonly object? Maximum => AreIntegers ? Boxed(Greatest) : _leastNumber <= _greatestNumber ? _greatestNumber : null;

    internal void AddInteger(Int128 value)
    {
        AddBound(value);
        var number = (double)value;
        _leastNumber = Math.Min(_leastNumber, number);
        _greatestNumber = Math.Max(_greatestNumber, number);
        if (value < -(1 << SingleDigits) || value > 1 << SingleDigits) AreSingles &= (Int128)(float)value == value;
    }

    /// <summary>Takes in the bounds of integers.</summary>
    internal void AddBounds(Int128 least, Int128 greatest)
    {
        AddBound(least);
        AddBound(greatest);
    }

    /// <param name="value">Any.</param>
    /// <param name="mayBeWhole">Whether it counts as an integer if it is one; written with a point it does not.</param>
    internal void AddNumber(double value, bool mayBeWhole)
    {
        if (AreSingles && (float)value != value && !double.IsNaN(value)) AreSingles = false;
        // NaN and infinities are no bounds that tell anything.
        if (!double.IsFinite(value))
        {
            AreWhole = false;
            return;
        }

        _leastNumber = Math.Min(_leastNumber, value);
        _greatestNumber = Math.Max(_greatestNumber, value);
        if (!AreWhole) return;
        AreWhole = mayBeWhole && value == Math.Floor(value) && Math.Abs(value) <= SafeInteger && !(value == 0 && double.IsNegative(value));
        if (AreWhole) AddBound((Int128)value);
    }

    /// <summary>Takes in a decimal number that is no integer.</summary>
    internal void AddFraction(double value)
    {
        AreWhole = false;
        _leastNumber = Math.Min(_leastNumber, value);
        _greatestNumber = Math.Max(_greatestNumber, value);
    }

    internal void Add(in ValueRange other)
    {
        if (other.Least <= other.Greatest) AddBounds(other.Least, other.Greatest);
        _leastNumber = Math.Min(_leastNumber, other._leastNumber);
        _greatestNumber = Math.Max(_greatestNumber, other._greatestNumber);
        AreWhole &= other.AreWhole;
        AreSingles &= other.AreSingles;
    }

    private void AddBound(Int128 value)
    {
        if (value < Least) Least = value;
        if (value > Greatest) Greatest = value;
    }

    /// <summary>An integer as the smallest type of .NET's usual ones.</summary>
    internal static object Boxed(Int128 value)
    {
        if (value >= long.MinValue && value <= long.MaxValue) return (long)value;
        if (value >= 0 && value <= ulong.MaxValue) return (ulong)value;
        return (BigInteger)value;
    }
}
