using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Scaling.Native.Parquet.Encodings;

namespace Scaling.Native.Parquet.Writing;

/// <summary>
/// Distinct byte arrays in the order they come, kept as a dictionary page holds them: each after its length. The hash table, with open
/// addressing, holds values of up to 16 bytes themselves, and of longer ones 128 bits of hash.
/// </summary>
internal sealed class BytesDictionaryBuilder
{
    private const int InlineLength = 16;
    private const int LeastBits = 9;
    private readonly ByteBuffer _page = new();
    private SlotTable<Slot> _slots = new(LeastBits);
    private SlotTable<Slot>? _spare;

    internal int Count { get; private set; }

    /// <summary>Three quarters of the largest table are taken; a few thousand values more still have room.</summary>
    internal bool IsFull { get; private set; }

    /// <summary>The dictionary page.</summary>
    internal ReadOnlySpan<byte> Page => _page.Written;

    /// <summary>The places of values that stand one after another; those that are new are added.</summary>
    /// <param name="offsets">Where each begins, and where the last one ends.</param>
    /// <param name="bytes">What the offsets point into.</param>
    /// <param name="indices">Gets the places.</param>
    /// <returns>False where the page would become larger than a dictionary should be.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal bool TryIndex(ReadOnlySpan<int> offsets, ReadOnlySpan<byte> bytes, Span<int> indices)
    {
        for (var i = 0; i < offsets.Length - 1; i++)
        {
            var (start, length) = (offsets[i], offsets[i + 1] - offsets[i]);
            var key = length <= InlineLength && bytes.Length - start >= InlineLength
                ? ShortKey(ref Unsafe.Add(ref MemoryMarshal.GetReference(bytes), start), length)
                : MakeKey(bytes.Slice(start, length));
            ref var slot = ref Find(key, bytes.Slice(start, length));
            if (slot.Place == 0)
            {
                // Before the value is added: one value may be larger than a dictionary should be.
                if (_page.Length + sizeof(int) + (long)length > ColumnEncoder.LargestDictionary) return false;
                indices[i] = Count;
                Add(ref slot, key, bytes.Slice(start, length));
            }
            else
            {
                indices[i] = slot.Place - 1;
            }
        }

        return true;
    }

    /// <summary>The place of a value, which is added where it is new.</summary>
    internal int GetOrAdd(ReadOnlySpan<byte> value)
    {
        var key = MakeKey(value);
        ref var slot = ref Find(key, value);
        if (slot.Place != 0) return slot.Place - 1;
        Add(ref slot, key, value);
        return Count - 1;
    }

    /// <summary>Forgets the values and keeps the memory.</summary>
    internal void Clear()
    {
        (Count, IsFull) = (0, false);
        _page.Clear();
        _slots.Restart(LeastBits);
    }

    // The slot that holds the value, or the free one where it belongs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot Find(Key key, ReadOnlySpan<byte> value)
    {
        var (slots, mask) = (_slots.Slots, (1 << _slots.Bits) - 1);
        var at = (int)(key.Hash >> 64 - _slots.Bits);
        while (true)
        {
            ref var slot = ref slots[at];
            if (slot.Place == 0) return ref slot;
            if (slot.Key == key && (key.Length <= InlineLength || Value(slot).SequenceEqual(value))) return ref slot;
            at = at + 1 & mask;
        }
    }

    private void Add(ref Slot slot, Key key, ReadOnlySpan<byte> value)
    {
        slot = new(key, ++Count, _page.Length);
        _page.Append(value.Length);
        _page.Append(value);
        var places = 1L << _slots.Bits;
        if (Count * 4L <= places * 3) return;
        if (places * 2 * Unsafe.SizeOf<Slot>() > ColumnEncoder.LargestTable) IsFull = true;
        else Grow();
    }

    private ReadOnlySpan<byte> Value(in Slot slot) => _page.Written.Slice(slot.Start + sizeof(int), slot.Key.Length);

    private void Grow()
    {
        var old = _slots;
        (_slots, _spare) = (_spare ?? new(old.Bits + 1), old);
        _slots.Restart(old.Bits + 1);
        var (slots, mask) = (_slots.Slots, (1 << _slots.Bits) - 1);
        foreach (ref readonly var slot in old.Slots.AsSpan(0, 1 << old.Bits))
        {
            if (slot.Place == 0) continue;
            var at = (int)(slot.Key.Hash >> 64 - _slots.Bits);
            while (slots[at].Place != 0) at = at + 1 & mask;
            slots[at] = slot;
        }
    }

    private static Key MakeKey(ReadOnlySpan<byte> value)
    {
        if (value.Length > InlineLength) return LongKey(value);
        Span<byte> padded = stackalloc byte[InlineLength];
        padded.Clear();
        value.CopyTo(padded);
        return ShortKey(ref MemoryMarshal.GetReference(padded), value.Length);
    }

    // 16 bytes can be read there, of which those after the value do not count.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Key ShortKey(ref byte value, int length)
    {
        var low = Unsafe.ReadUnaligned<ulong>(ref value);
        if (length < 8) return new(length == 0 ? 0 : low & ulong.MaxValue >> (64 - 8 * length), 0, length);
        if (length == 8) return new(low, 0, length);
        var high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref value, 8));
        return new(low, high & ulong.MaxValue >> (128 - 8 * length), length);
    }

    private static Key LongKey(ReadOnlySpan<byte> value)
    {
        var (low, high) = ((ulong)value.Length, 0x9E3779B97F4A7C15);
        for (var rest = value; rest.Length >= 8; rest = rest[8..])
        {
            low = BitOperations.RotateLeft(low ^ MemoryMarshal.Read<ulong>(rest), 29) * 0xD6E8FEB86659FD93;
            high = (high ^ low >> 32) * 0x9E3779B97F4A7C15;
        }

        // The last eight bytes again, whole, instead of the few that are left.
        low = (low ^ MemoryMarshal.Read<ulong>(value[^8..])) * 0xD6E8FEB86659FD93;
        return new(low, high ^ low >> 29, value.Length);
    }

    private readonly record struct Key(ulong Low, ulong High, int Length)
    {
        internal ulong Hash
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get
            {
                var mixed = (Low ^ (ulong)Length) * 0xD6E8FEB86659FD93 ^ BitOperations.RotateLeft(High * 0x9E3779B97F4A7C15, 32);
                return (mixed ^ mixed >> 32) * 0x9E3779B97F4A7C15;
            }
        }
    }

    /// <param name="Key">The value, or its hash.</param>
    /// <param name="Place">Its place among the values and 1; 0 where the slot is free.</param>
    /// <param name="Start">Where it stands in the page.</param>
    private readonly record struct Slot(Key Key, int Place, int Start);
}
