using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scaling.Native.Datasets.Grouping.Spilling;

/// <summary>Reads a run as <see cref="RunWriter"/> wrote it. The memory is taken from the budget.</summary>
internal sealed class RunReader : IDisposable
{
    private readonly SpillRun _run;
    private readonly MemoryBudget _budget;
    private readonly byte[] _buffer;
    private long _position;
    private int _filled;
    private int _used;
    private byte[] _key = [];
    private byte[] _value = [];
    private int _keyLength;
    private int _valueLength;

    internal RunReader(SpillRun run, int bufferBytes, MemoryBudget budget)
    {
        (_run, _budget, _buffer) = (run, budget, new byte[bufferBytes]);
        budget.Take(bufferBytes);
    }

    internal static IComparer<RunReader> ByKey { get; } = Comparer<RunReader>.Create((a, b) => a.Key.SequenceCompareTo(b.Key));

    internal static IComparer<RunReader> ByValue { get; } = Comparer<RunReader>.Create((a, b) => a.Value.SequenceCompareTo(b.Value));

    /// <summary>The current group's key.</summary>
    internal ReadOnlySpan<byte> Key => _key.AsSpan(0, _keyLength);

    /// <summary>The byte string read last.</summary>
    internal ReadOnlySpan<byte> Value => _value.AsSpan(0, _valueLength);

    /// <summary>Goes to the next group, whose states are read next; false after the last.</summary>
    internal bool ReadKey()
    {
        if (_used == _filled && _position == _run.Length) return false;
        ReadBytes(ref _key, out _keyLength);
        return true;
    }

    /// <summary>Reads a byte string; false at the end of a list.</summary>
    internal bool ReadValue() => ReadBytes(ref _value, out _valueLength);

    internal T Read<T>() where T : unmanaged
    {
        if (_filled - _used < Unsafe.SizeOf<T>()) Fill();
        var value = MemoryMarshal.Read<T>(_buffer.AsSpan(_used, _filled - _used));
        _used += Unsafe.SizeOf<T>();
        return value;
    }

    public void Dispose()
    {
        _budget.Release(_buffer.Length + (long)_key.Length + _value.Length);
        (_key, _value) = ([], []);
    }

    private bool ReadBytes(ref byte[] target, out int length)
    {
        var prefix = 0U;
        byte part;
        var shift = 0;
        do
        {
            part = Read<byte>();
            prefix |= (uint)(part & 0x7F) << shift;
            shift += 7;
        }
        while (part > 0x7F);

        length = (int)(prefix - 1);
        if (prefix == 0)
        {
            length = 0;
            return false;
        }

        if (target.Length < length) Enlarge(ref target, length);
        for (var copied = 0; copied < length;)
        {
            if (_used == _filled) Fill();
            var piece = Math.Min(length - copied, _filled - _used);
            _buffer.AsSpan(_used, piece).CopyTo(target.AsSpan(copied));
            (_used, copied) = (_used + piece, copied + piece);
        }

        return true;
    }

    private void Enlarge(ref byte[] target, int length)
    {
        _budget.Take(length - target.Length);
        target = new byte[length];
        if (_budget.Held > _budget.Limit) throw _budget.Exceeded($"Merging groups with values of {length:N0} bytes");
    }

    private void Fill()
    {
        _buffer.AsSpan(_used, _filled - _used).CopyTo(_buffer);
        (_filled, _used) = (_filled - _used, 0);
        var wanted = (int)Math.Min(_buffer.Length - _filled, _run.Length - _position);
        if (wanted == 0) throw new EndOfStreamException("A temporary file of the grouping ended early.");
        for (var end = _filled + wanted; _filled < end;)
        {
            var read = RandomAccess.Read(_run.Handle, _buffer.AsSpan(_filled, end - _filled), _position);
            if (read == 0) throw new EndOfStreamException("A temporary file of the grouping ended early.");
            (_filled, _position) = (_filled + read, _position + read);
        }
    }
}
