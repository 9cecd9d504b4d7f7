using System.Runtime.CompilerServices;

namespace Scaling.Native.Parquet.Writing;

/// <summary>Distinct values of a fixed width in the order they come: a hash table with open addressing that holds the values
/// themselves, so that a look-up reads one place.</summary>
internal sealed class FixedDictionaryBuilder<T> where T : unmanaged, IEquatable<T>
{
    private const int LeastBits = 9;
    private readonly SlotTable<Slot> _slots = new(LeastBits);
    private T[] _values = new T[256];

    internal int Count { get; private set; }

    /// <summary>Three quarters of the largest table are taken; a few thousand values more still have room.</summary>
    internal bool IsFull { get; private set; }

    internal ReadOnlySpan<T> Values => _values.AsSpan(0, Count);

    /// <summary>The places of values; those that are new are added.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Index(ReadOnlySpan<T> values, Span<int> indices)
    {
        var (slots, shift, mask) = (_slots.Slots, 64 - _slots.Bits, (1 << _slots.Bits) - 1);
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i];
            var at = (int)(Hash(value) >> shift);
            while (true)
            {
                ref var slot = ref slots[at];
                if (slot.Place != 0 && slot.Value.Equals(value))
                {
                    indices[i] = slot.Place - 1;
                    break;
                }

                if (slot.Place == 0)
                {
                    indices[i] = Count;
                    Add(ref slot, value);
                    (slots, shift, mask) = (_slots.Slots, 64 - _slots.Bits, (1 << _slots.Bits) - 1);
                    break;
                }

                at = at + 1 & mask;
            }
        }
    }

    /// <summary>Forgets the values and keeps the memory.</summary>
    internal void Clear()
    {
        (Count, IsFull) = (0, false);
        _slots.Restart(LeastBits);
    }

    private void Add(ref Slot slot, T value)
    {
        if (Count == _values.Length) Array.Resize(ref _values, Count * 2);
        _values[Count++] = value;
        slot = new(value, Count);
        var places = 1L << _slots.Bits;
        if (Count * 4L <= places * 3) return;
        if (places * 2 * Unsafe.SizeOf<Slot>() > ColumnEncoder.LargestTable) IsFull = true;
        else Grow();
    }

    private void Grow()
    {
        // All values are beside the table, so that it needs no copy of itself.
        _slots.Restart(_slots.Bits + 1);
        var (slots, shift, mask) = (_slots.Slots, 64 - _slots.Bits, (1 << _slots.Bits) - 1);
        for (var i = 0; i < Count; i++)
        {
            var at = (int)(Hash(_values[i]) >> shift);
            while (slots[at].Place != 0) at = at + 1 & mask;
            slots[at] = new(_values[i], i + 1);
        }
    }

    // Multiplying by 2^64 / φ carries differences upwards, so the upper half goes into the lower one before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(T value)
    {
        var bits = Unsafe.SizeOf<T>() switch
        {
            sizeof(byte) => Unsafe.BitCast<T, byte>(value),
            sizeof(short) => Unsafe.BitCast<T, ushort>(value),
            sizeof(int) => Unsafe.BitCast<T, uint>(value),
            sizeof(long) => Unsafe.BitCast<T, ulong>(value),
            _ => (ulong)value.GetHashCode(),
        };
        return (bits ^ bits >> 32) * 0x9E3779B97F4A7C15;
    }

    /// <param name="Value">The value.</param>
    /// <param name="Place">Its place among the values and 1; 0 where the slot is free.</param>
    private readonly record struct Slot(T Value, int Place);
}
