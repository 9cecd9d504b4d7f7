using System.Runtime.CompilerServices;

namespace Scaling.Native.Memory.Sizes;

/// <summary>
/// Different values by their hashes: each one with its length and the part of the data it occurs in, up to a number of them; beyond
/// that only an estimate of how many they are. What comes out does not depend on the order of values, or of merging, but for the mean length
/// where there were too many.
/// </summary>
internal sealed class DistinctValues
{
    /// <summary>Values that are told apart: as many as a batch has rows.</summary>
    internal const int MostValues = 1 << 16;

    private const int LeastLimit = 1024;
    private const long AllBytes = 32L << 20;
    private const int SeveralParts = -1;
    private const int LeastSlots = 64;

    private readonly int _limit;
    private Slot[]? _slots = new Slot[LeastSlots];
    private HyperLogLog? _sketch;
    private long _lengths;
    private long _counted;

    internal DistinctValues(int limit = MostValues) => _limit = limit;

    /// <summary>Values to tell apart in each of so many columns, within 32 MiB in all.</summary>
    internal static int LimitFor(int columns) => (int)Math.Clamp(AllBytes / (2 * Unsafe.SizeOf<Slot>()) / Math.Max(1, columns), LeastLimit, MostValues);

    /// <summary>Whether every value was told apart.</summary>
    internal bool IsExact => _slots is not null;

    internal double Count => _sketch?.Estimate() ?? _counted;

    /// <summary>Mean bytes of the different values as text; of the first ones, where they were too many.</summary>
    internal double MeanLength => _counted == 0 ? 0 : (double)_lengths / _counted;

    /// <summary>Adds a value.</summary>
    /// <param name="hash">Of the value.</param>
    /// <param name="part">Where it occurs.</param>
    /// <returns>Whether its length is still to be told (<see cref="AddLength"/>).</returns>
    internal bool Add(ulong hash, int part)
    {
        if (_slots is null)
        {
            _sketch!.Add(hash);
            return false;
        }

        ref var slot = ref Find(_slots, hash);
        if (slot.Part != 0)
        {
            if (slot.Part != part + 1) slot.Part = SeveralParts;
            return false;
        }

        if (_counted == _limit)
        {
            Overflow();
            _sketch!.Add(hash);
            return false;
        }

        if (_counted * 2 >= _slots.Length) slot = ref Find(Grow(), hash);
        slot = new() { Hash = hash, Part = part + 1 };
        _counted++;
        return true;
    }

    /// <summary>Tells the length, as text, of the value just added.</summary>
    internal void AddLength(ulong hash, int length)
    {
        Find(_slots!, hash).Length = length;
        _lengths += length;
    }

    /// <summary>Takes in the values of another.</summary>
    internal void Add(DistinctValues other)
    {
        if (other._slots is null)
        {
            if (_slots is not null) Overflow();
            _sketch!.Add(other._sketch!);
            return;
        }

        foreach (ref readonly var slot in other._slots.AsSpan())
        {
            if (slot.Part != 0 && Add(slot.Hash, slot.Part - 1)) AddLength(slot.Hash, slot.Length);
        }
    }

    /// <summary>Values that occur in one part of the data only; all, where that is not known.</summary>
    internal double CountInOnePart()
    {
        if (_slots is null) return Count;
        var count = 0L;
        foreach (ref readonly var slot in _slots.AsSpan())
            if (slot.Part > 0) count++;
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Slot Find(Slot[] slots, ulong hash)
    {
        // The lowest bits: the highest are those that the sketch divides by.
        var at = (int)hash & (slots.Length - 1);
        while (slots[at].Part != 0 && slots[at].Hash != hash) at = (at + 1) & (slots.Length - 1);
        return ref slots[at];
    }

    private Slot[] Grow()
    {
        var larger = new Slot[_slots!.Length * 2];
        foreach (ref readonly var slot in _slots.AsSpan())
            if (slot.Part != 0) Find(larger, slot.Hash) = slot;
        return _slots = larger;
    }

    private void Overflow()
    {
        _sketch = new();
        foreach (ref readonly var slot in _slots.AsSpan())
            if (slot.Part != 0) _sketch.Add(slot.Hash);
        _slots = null;
    }

    private struct Slot
    {
        internal ulong Hash;
        internal int Length;

        /// <summary>The part and 1, or <see cref="SeveralParts"/>; 0 where the slot is free.</summary>
        internal int Part;
    }
}
