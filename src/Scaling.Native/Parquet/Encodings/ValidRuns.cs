using System.Numerics;

namespace Scaling.Native.Parquet.Encodings;

/// <summary>Goes through the runs of rows that hold a value; a column without nulls is one run.</summary>
internal ref struct ValidRuns(ReadOnlySpan<byte> validity, int start, int count)
{
    private const int Step = 56;
    private const ulong StepMask = (1UL << Step) - 1;
    private readonly ReadOnlySpan<byte> _validity = validity;
    private readonly int _end = start + count;
    private int _next = start;

    /// <summary>First row of the run.</summary>
    internal int Start { get; private set; }

    /// <summary>Rows of the run.</summary>
    internal int Length { get; private set; }

    internal bool MoveNext()
    {
        Start = _validity.IsEmpty ? _next : Find(_next, 0);
        _next = _validity.IsEmpty ? _end : Find(Start, StepMask);
        Length = _next - Start;
        return Length > 0;
    }

    private readonly int Find(int row, ulong flipped)
    {
        for (; row < _end; row += Step)
        {
            var bits = (BitPacking.Read(_validity, row, Step) ^ flipped) & StepMask;
            if (bits != 0) return Math.Min(_end, row + BitOperations.TrailingZeroCount(bits));
        }

        return _end;
    }
}
