using System.Numerics;
using System.Runtime.InteropServices;

namespace Scaling.Native.Tests.Kernels;

/// <summary>Elements at a chosen distance from a multiple of 64, with a guard on either side that must not change and whose values, taken for elements,
/// would spoil any result.</summary>
internal sealed unsafe class GuardedArray<T> : IDisposable
    where T : unmanaged, INumber<T>
{
    private const int Guard = 256;
    private const byte GuardByte = 0xFF;

    private readonly byte* _memory;
    private readonly int _offset;
    private readonly int _bytes;

    internal GuardedArray(ReadOnlySpan<T> values, int offset)
    {
        _offset = Guard + offset;
        _bytes = values.Length * sizeof(T);
        _memory = (byte*)NativeMemory.AlignedAlloc((nuint)(_offset + _bytes + Guard), 64);
        new Span<byte>(_memory, _offset + _bytes + Guard).Fill(GuardByte);
        Count = values.Length;
        values.CopyTo(Values);
    }

    internal int Count { get; }

    internal T* Pointer => (T*)(_memory + _offset);

    internal Span<T> Values => new(Pointer, Count);

    internal bool IsIntact =>
        new ReadOnlySpan<byte>(_memory, _offset).IndexOfAnyExcept(GuardByte) < 0
        && new ReadOnlySpan<byte>(_memory + _offset + _bytes, Guard).IndexOfAnyExcept(GuardByte) < 0;

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
