using System.Runtime.InteropServices;

namespace Scaling.Native.Datasets.Grouping.Keys;

/// <summary>A hash table that numbers distinct byte strings in the order they come; their bytes lie after one another.</summary>
internal sealed class BytesKeyTable
{
    /// <summary>End, hash, two slots, and the place in the order of a sort.</summary>
    internal const int BytesPerKey = 5 * sizeof(int);

    internal const int MaxCapacity = 1 << 29;

    private byte[] _bytes = [];
    private int[] _ends = [];
    private uint[] _hashes = [];
    private int[] _slots = [];
    private int _length;

    internal int Count { get; private set; }

    internal int Capacity => _hashes.Length;

    /// <summary>Bytes that keys may take.</summary>
    internal int Room => _bytes.Length;

    internal int RoomLeft => _bytes.Length - _length;

    internal Span<byte> this[int number]
    {
        get
        {
            var start = number == 0 ? 0 : _ends[number - 1];
            return _bytes.AsSpan(start, _ends[number] - start);
        }
    }

    /// <summary>The key's number, or -1 where it is new and there is no room.</summary>
    internal int Add(ReadOnlySpan<byte> key)
    {
        var slots = _slots;
        if (slots.Length == 0) return -1;
        var hash = Hash(key);
        var mask = slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            var number = slots[slot] - 1;
            if (number < 0) return Insert(key, hash, slot);
            if (_hashes[number] == hash && key.SequenceEqual(this[number])) return number;
        }
    }

    internal void Grow(int capacity)
    {
        Array.Resize(ref _ends, capacity);
        Array.Resize(ref _hashes, capacity);
        _slots = new int[2 * capacity];
        var mask = _slots.Length - 1;
        for (var number = 0; number < Count; number++)
        {
            var slot = (int)_hashes[number] & mask;
            while (_slots[slot] != 0) slot = (slot + 1) & mask;
            _slots[slot] = number + 1;
        }
    }

    internal void GrowRoom(int bytes) => Array.Resize(ref _bytes, bytes);

    /// <summary>The numbers of all keys in the order of their bytes.</summary>
    internal int[] Order()
    {
        var order = new int[Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        order.AsSpan().Sort((a, b) => this[a].SequenceCompareTo(this[b]));
        return order;
    }

    private static uint Hash(ReadOnlySpan<byte> key)
    {
        const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;
        var hash = (ulong)key.Length * Multiplier;
        var words = MemoryMarshal.Cast<byte, ulong>(key);
        foreach (var word in words) hash = Folded(hash ^ word);
        var rest = 0UL;
        foreach (var b in key[(words.Length * sizeof(ulong))..]) rest = rest << 8 | b;
        hash = Folded(hash ^ rest);
        return (uint)(hash ^ hash >> 32);

        static ulong Folded(ulong value) => Math.BigMul(value ^ 0xA076_1D64_78BD_642F, Multiplier, out var low) ^ low;
    }

    private int Insert(ReadOnlySpan<byte> key, uint hash, int slot)
    {
        if (Count == _hashes.Length || key.Length > _bytes.Length - _length) return -1;
        key.CopyTo(_bytes.AsSpan(_length));
        _length += key.Length;
        (_ends[Count], _hashes[Count]) = (_length, hash);
        _slots[slot] = ++Count;
        return Count - 1;
    }
}
