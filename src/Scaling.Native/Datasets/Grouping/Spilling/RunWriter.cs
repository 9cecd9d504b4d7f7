using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Scaling.Native.Datasets.Grouping.Spilling;

/// <summary>
/// Writes partial groups to a run: the key, then each state's parts. Byte strings have their length plus one before them, in groups
/// of seven bits, so that 0 can end a list of them.
/// </summary>
internal sealed class RunWriter(SpillRun run, int bufferBytes)
{
    private readonly byte[] _buffer = new byte[bufferBytes];
    private int _filled;

    internal void Write<T>(T value) where T : unmanaged
    {
        if (_buffer.Length - _filled < Unsafe.SizeOf<T>()) Flush();
        MemoryMarshal.Write(_buffer.AsSpan(_filled), value);
        _filled += Unsafe.SizeOf<T>();
    }

    internal void WriteValue(ReadOnlySpan<byte> value)
    {
        var length = (uint)value.Length + 1;
        for (; length > 0x7F; length >>= 7) Write((byte)(length | 0x80));
        Write((byte)length);
        while (value.Length > 0)
        {
            if (_filled == _buffer.Length) Flush();
            var part = value[..Math.Min(value.Length, _buffer.Length - _filled)];
            part.CopyTo(_buffer.AsSpan(_filled));
            _filled += part.Length;
            value = value[part.Length..];
        }
    }

    internal void EndValues() => Write((byte)0);

    internal void Flush()
    {
        RandomAccess.Write(run.Handle, _buffer.AsSpan(0, _filled), run.Length);
        run.Length += _filled;
        _filled = 0;
    }
}
