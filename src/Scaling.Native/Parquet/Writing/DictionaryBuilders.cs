using System.Numerics;
using System.Runtime.InteropServices;
using Scaling.Native.Parquet.Encodings;

namespace Scaling.Native.Parquet.Writing;

/// <summary>Distinct values of a fixed width in the order they come.</summary>
internal sealed class FixedDictionaryBuilder<T> where T : unmanaged, IEquatable<T>
{
    private int[] _buckets = new int[1024];
    private T[] _values = new T[256];

    internal int Count { get; private set; }

    internal ReadOnlySpan<T> Values => _values.AsSpan(0, Count);

    /// <summary>The place of a value, which is added where it is new.</summary>
    internal int GetOrAdd(T value)
    {
        var mask = _buckets.Length - 1;
        var bucket = Hash(value) & mask;
        for (int entry; (entry = _buckets[bucket]) != 0; bucket = bucket + 1 & mask)
            if (_values[entry - 1].Equals(value)) return entry - 1;
        if (Count == _values.Length) Array.Resize(ref _values, Count * 2);
        _values[Count] = value;
        _buckets[bucket] = ++Count;
        if (Count * 2 > _buckets.Length) Grow();
        return Count - 1;
    }

    private void Grow()
    {
        _buckets = new int[_buckets.Length * 4];
        var mask = _buckets.Length - 1;
        for (var i = 0; i < Count; i++)
        {
            var bucket = Hash(_values[i]) & mask;
            while (_buckets[bucket] != 0) bucket = bucket + 1 & mask;
            _buckets[bucket] = i + 1;
        }
    }

    private static int Hash(T value)
    {
        // 2^64 / φ spreads what the type's own hash leaves in the low bits.
        var mixed = (ulong)(uint)value.GetHashCode() * 0x9E3779B97F4A7C15;
        return (int)(mixed >> 33);
    }
}

/// <summary>Distinct byte arrays in the order they come, kept as a dictionary page holds them: each after its length.</summary>
internal sealed class BytesDictionaryBuilder
{
    private readonly ByteBuffer _page = new();
    private int[] _buckets = new int[1024];
    private int[] _starts = new int[256];
    private int[] _hashes = new int[256];

    internal int Count { get; private set; }

    /// <summary>The dictionary page.</summary>
    internal ReadOnlySpan<byte> Page => _page.Written;

    /// <summary>The place of a value, which is added where it is new.</summary>
    internal int GetOrAdd(ReadOnlySpan<byte> value)
    {
        var hash = Hash(value);
        var mask = _buckets.Length - 1;
        var bucket = hash & mask;
        for (int entry; (entry = _buckets[bucket]) != 0; bucket = bucket + 1 & mask)
            if (_hashes[entry - 1] == hash && Value(entry - 1).SequenceEqual(value)) return entry - 1;
        if (Count == _starts.Length)
        {
            Array.Resize(ref _starts, Count * 2);
            Array.Resize(ref _hashes, Count * 2);
        }

        (_starts[Count], _hashes[Count]) = (_page.Length, hash);
        _page.Append(value.Length);
        _page.Append(value);
        _buckets[bucket] = ++Count;
        if (Count * 2 > _buckets.Length) Grow();
        return Count - 1;
    }

    private ReadOnlySpan<byte> Value(int index)
    {
        var entry = _page.Written[_starts[index]..];
        return entry.Slice(sizeof(int), MemoryMarshal.Read<int>(entry));
    }

    private void Grow()
    {
        _buckets = new int[_buckets.Length * 4];
        var mask = _buckets.Length - 1;
        for (var i = 0; i < Count; i++)
        {
            var bucket = _hashes[i] & mask;
            while (_buckets[bucket] != 0) bucket = bucket + 1 & mask;
            _buckets[bucket] = i + 1;
        }
    }

    private static int Hash(ReadOnlySpan<byte> value)
    {
        var hash = (ulong)value.Length * 0x9E3779B97F4A7C15;
        for (; value.Length >= sizeof(ulong); value = value[sizeof(ulong)..]) hash = Mix(hash ^ MemoryMarshal.Read<ulong>(value));
        ulong rest = 0;
        foreach (var b in value) rest = rest << 8 | b;
        return (int)(Mix(hash ^ rest) >> 33);
    }

    private static ulong Mix(ulong value)
    {
        value *= 0xD6E8FEB86659FD93;
        return BitOperations.RotateLeft(value, 32) * 0xD6E8FEB86659FD93 ^ value >> 32;
    }
}
