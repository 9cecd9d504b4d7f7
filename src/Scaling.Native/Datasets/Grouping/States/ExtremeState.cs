using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Scaling.Native.Datasets.Grouping.Keys;
using Scaling.Native.Datasets.Grouping.Spilling;
using Array = System.Array;

namespace Scaling.Native.Datasets.Grouping.States;

/// <summary>The least or greatest value of a type of fixed width, by codes of 64 or 128 bits.</summary>
internal sealed class ExtremeState<T> : AggregateState where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>, IUnsignedNumber<T>
{
    private readonly ColumnType _type;
    private readonly bool _isMax;
    private readonly T _nan;
    private readonly T[] _codes;
    private T[] _best = [];
    private bool[] _found = [];

    internal ExtremeState(AggregateFunction function, ColumnType type, int sliceRows, MemoryBudget budget)
    {
        (_type, _isMax, _codes) = (type, function == AggregateFunction.Max, new T[sliceRows]);
        _nan = T.CreateTruncating(type.Kind switch
        {
            ColumnKind.Double => OrderedCode.DoubleNaN,
            ColumnKind.Single => OrderedCode.SingleNaN,
            _ => 0UL,
        });
        budget.Take(_codes.Length * (long)Unsafe.SizeOf<T>());
    }

    internal override int BytesPerGroup => typeof(T) == typeof(UInt128) ? 17 : 9;

    internal override void Grow(int capacity)
    {
        Array.Resize(ref _best, capacity);
        Array.Resize(ref _found, capacity);
    }

    internal override void Update(IArrowArray? column, int start, ReadOnlySpan<int> groups)
    {
        var codes = _codes.AsSpan(0, groups.Length);
        var validity = column!.Validity();
        if (typeof(T) == typeof(ulong)) OrderedCode.Encode(column!, _type, start, MemoryMarshal.Cast<T, ulong>(codes));
        else OrderedCode.Encode(column!, _type, start, MemoryMarshal.Cast<T, UInt128>(codes));
        // The code of NaN is the greatest; as the least, which is free, it gives way to every number.
        if (_isMax && _nan != T.Zero) codes.Replace(_nan, T.Zero);
        for (var i = 0; i < groups.Length; i++)
            if (ColumnAccess.IsValid(validity, start + i)) Offer(groups[i], codes[i]);
    }

    internal override void Write(int group, int place, RunWriter writer)
    {
        writer.Write(_found[group]);
        if (_found[group]) writer.Write(_best[group]);
    }

    internal override void Append(AggregateFunction function, int group, ColumnBuilder builder)
    {
        if (!_found[group]) builder.AppendNull();
        else OrderedCode.Append(builder, UInt128.CreateTruncating(_nan != T.Zero && _best[group] == T.Zero ? _nan : _best[group]));
    }

    internal override void Reset() => _found[0] = false;

    internal override void Clear() => (_best, _found) = ([], []);

    private protected override void Read(RunReader reader)
    {
        if (reader.Read<bool>()) Offer(0, reader.Read<T>());
    }

    private void Offer(int group, T code)
    {
        if (_found[group] && (_isMax ? code <= _best[group] : code >= _best[group])) return;
        (_best[group], _found[group]) = (code, true);
    }
}
