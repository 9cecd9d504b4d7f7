using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scaling.Native.Datasets;

/// <summary>
/// Finds the places of distinct values by their bytes: a hash table with open addressing, whose slots hold values of up to sixteen bytes
/// themselves, and of longer ones 128 bits of hash.
/// </summary>
internal sealed class CategoryIndex
{
    internal const int InlineLength = 16;

    private const int LeastBits = 8;
    private const ulong FirstFactor = 0xD6E8FEB86659FD93;
    private const ulong SecondFactor = 0x9E3779B97F4A7C15;

    private Slot[] _slots = new Slot[1 << LeastBits];
    private int _bits = LeastBits;

    internal int Count { get; private set; }

    internal void Clear()
    {
        Array.Clear(_slots);
        Count = 0;
    }

    /// <summary>The place of a value.</summary>
    /// <param name="value">Its bytes; of a short one <see cref="InlineLength"/> are readable.</param>
    /// <param name="length">How many are its own.</param>
    /// <param name="values">The values that have places.</param>
    /// <returns>Its place; <see cref="Count"/> where it is new, and then to be added there.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Find(ref byte value, int length, BytesColumnBuilder values)
    {
        var key = length <= InlineLength ? ShortKey(ref value, length) : LongKey(ref value, length);
        var slots = _slots;
        var at = (int)(key.Hash >> (64 - _bits));
        while (true)
        {
            ref readonly var slot = ref slots[at];
            if (slot.Place == 0) return Add(key, at);
            if (slot.Key == key && (length <= InlineLength || IsValue(values, slot.Place - 1, ref value, length))) return slot.Place - 1;
            at = (at + 1) & (slots.Length - 1);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsValue(BytesColumnBuilder values, int place, ref byte value, int length) =>
        values.ValueAt(place).SequenceEqual(MemoryMarshal.CreateReadOnlySpan(ref value, length));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Add(Key key, int at)
    {
        _slots[at] = new(key, ++Count);
        if (Count * 2L > _slots.Length) Grow();
        return Count - 1;
    }

    private void Grow()
    {
        _bits++;
        var slots = new Slot[1 << _bits];
        foreach (ref readonly var slot in _slots.AsSpan())
        {
            if (slot.Place == 0) continue;
            var at = (int)(slot.Key.Hash >> (64 - _bits));
            while (slots[at].Place != 0) at = (at + 1) & (slots.Length - 1);
            slots[at] = slot;
        }

        _slots = slots;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Key ShortKey(ref byte value, int length)
    {
        // Shifts go round at 64 bits: in two steps, because all 64 are possible.
        var low = Unsafe.ReadUnaligned<ulong>(ref value);
        var high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref value, 8));
        var (lowBits, highBits) = (Math.Min(length, 8) * 8, Math.Max(length - 8, 0) * 8);
        low = low << ((64 - lowBits) / 2) << ((65 - lowBits) / 2);
        high = high << ((64 - highBits) / 2) << ((65 - highBits) / 2);
        return new(low, high, length);
    }

    private static Key LongKey(ref byte value, int length)
    {
        var (low, high) = ((ulong)length, SecondFactor);
        for (var at = 0; at + 8 <= length; at += 8)
        {
            low = BitOperations.RotateLeft(low ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref value, at)), 29) * FirstFactor;
            high = (high ^ low >> 32) * SecondFactor;
        }

        // The last eight bytes again, whole, instead of the few that are left.
        low = (low ^ Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref value, length - 8))) * FirstFactor;
        return new(low, high ^ low >> 29, length);
    }

    private readonly record struct Key(ulong Low, ulong High, int Length)
    {
        internal ulong Hash
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
                var mixed = (Low ^ (ulong)Length) * FirstFactor ^ BitOperations.RotateLeft(High * SecondFactor, 32);
                return (mixed ^ mixed >> 32) * SecondFactor;
            }
        }
    }

    /// <param name="Key">The value, or its hash.</param>
    /// <param name="Place">Its place and 1; 0 where the slot is free.</param>
    private readonly record struct Slot(Key Key, int Place);
}
