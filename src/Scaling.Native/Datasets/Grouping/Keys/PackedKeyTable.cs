namespace Scaling.Native.Datasets.Grouping.Keys;

/// <summary>A hash table that numbers distinct 128-bit keys in the order they come. Open addressing, half full at most.</summary>
internal sealed class PackedKeyTable
{
    /// <summary>The key and two slots.</summary>
    internal const int BytesPerKey = 16 + 2 * sizeof(int);

    internal const int MaxCapacity = 1 << 29;

    private UInt128[] _keys = [];
    private int[] _slots = [];

    internal int Count { get; private set; }

    internal int Capacity => _keys.Length;

    internal Span<UInt128> Keys => _keys.AsSpan(0, Count);

    /// <summary>Numbers keys until a new one finds the table full.</summary>
    /// <returns>Keys numbered.</returns>
    internal int Resolve(ReadOnlySpan<UInt128> keys, Span<int> numbers)
    {
        var (last, number) = (UInt128.Zero, -1);
        for (var i = 0; i < numbers.Length; i++)
        {
            var key = keys[i];
            if (number < 0 || key != last)
            {
                number = Add(key);
                if (number < 0) return i;
                last = key;
            }

            numbers[i] = number;
        }

        return numbers.Length;
    }

    /// <summary>The key's number, or -1 where it is new and the table full.</summary>
    internal int Add(UInt128 key)
    {
        var slots = _slots;
        if (slots.Length == 0) return -1;
        var mask = slots.Length - 1;
        for (var slot = Hash(key) & mask; ; slot = (slot + 1) & mask)
        {
            var number = slots[slot] - 1;
            if (number < 0) return Insert(key, slot);
            if (_keys[number] == key) return number;
        }
    }

    internal void Grow(int capacity)
    {
        Array.Resize(ref _keys, capacity);
        _slots = new int[2 * capacity];
        var mask = _slots.Length - 1;
        for (var number = 0; number < Count; number++)
        {
            var slot = Hash(_keys[number]) & mask;
            while (_slots[slot] != 0) slot = (slot + 1) & mask;
            _slots[slot] = number + 1;
        }
    }

    /// <summary>Sorts the keys in place; <paramref name="numbers"/> follow. The table is of no use for finding keys after it.</summary>
    internal void Sort(int[] numbers) => Array.Sort(_keys, numbers, 0, Count);

    private static int Hash(UInt128 key)
    {
        // Odd multipliers of 64 bits (of the golden ratio and of MurmurHash3's finalizer); the high bits are the mixed ones.
        var mixed = ((ulong)key ^ ulong.RotateLeft((ulong)(key >> 64) * 0x9E37_79B9_7F4A_7C15, 32)) * 0xFF51_AFD7_ED55_8CCD;
        return (int)((mixed ^ mixed >> 32) * 0xC4CE_B9FE_1A85_EC53 >> 32);
    }

    private int Insert(UInt128 key, int slot)
    {
        if (Count == _keys.Length) return -1;
        _keys[Count] = key;
        _slots[slot] = ++Count;
        return Count - 1;
    }
}
