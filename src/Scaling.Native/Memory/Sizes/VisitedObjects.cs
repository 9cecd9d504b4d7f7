using System.Numerics;
using System.Runtime.CompilerServices;

namespace Scaling.Native.Memory.Sizes;

/// <summary>Objects by reference, each with a number. They are told apart by the hash code that the runtime keeps with an object, since the
/// collector moves them.</summary>
internal sealed class VisitedObjects
{
    private const int LeastBits = 10;
    private const uint Factor = 0x9E3779B1;

    private object[] _objects = new object[1 << (LeastBits - 1)];
    private int[] _claims = new int[1 << (LeastBits - 1)];

    /// <summary>Above the hash, below the place and 1; 0 where it is free.</summary>
    private ulong[] _slots = new ulong[1 << LeastBits];
    private int _bits = LeastBits;

    internal int Count { get; private set; }

    /// <summary>The number of an object.</summary>
    internal ref int ClaimOf(int place) => ref _claims[place];

    /// <summary>The place of an object, which is added with a number where it is new.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Add(object value, int claim, out bool isNew)
    {
        var hash = (uint)RuntimeHelpers.GetHashCode(value) * Factor;
        var slots = _slots;
        var at = (int)(hash >> (32 - _bits));
        while (true)
        {
            var slot = slots[at];
            if (slot == 0) break;
            if ((uint)(slot >> 32) == hash && ReferenceEquals(_objects[(int)(uint)slot - 1], value))
            {
                isNew = false;
                return (int)(uint)slot - 1;
            }

            at = (at + 1) & (slots.Length - 1);
        }

        isNew = true;
        if (Count == _objects.Length) Grow();
        _objects[Count] = value;
        _claims[Count] = claim;
        // Growing may have moved the slots.
        if (!ReferenceEquals(slots, _slots)) at = FindFree(_slots, hash);
        _slots[at] = (ulong)hash << 32 | (uint)++Count;
        return Count - 1;
    }

    private int FindFree(ulong[] slots, uint hash)
    {
        var at = (int)(hash >> (32 - _bits));
        while (slots[at] != 0) at = (at + 1) & (slots.Length - 1);
        return at;
    }

    /// <summary>Half of the slots are free at least.</summary>
    private void Grow()
    {
        Array.Resize(ref _objects, checked(_objects.Length * 2));
        Array.Resize(ref _claims, _objects.Length);
        _bits = BitOperations.Log2((uint)_objects.Length) + 1;
        var slots = new ulong[1L << _bits];
        foreach (var slot in _slots)
            if (slot != 0) slots[FindFree(slots, (uint)(slot >> 32))] = slot;
        _slots = slots;
    }
}
