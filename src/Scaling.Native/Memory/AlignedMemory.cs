using System.Runtime.InteropServices;

namespace Scaling.Native.Memory;

/// <summary>Memory outside of the managed heap, not cleared, in huge pages where there is enough of it and the system gives them. It is freed when
/// it is disposed or, at the latest, when nothing refers to it.</summary>
public sealed unsafe class AlignedMemory : SafeHandle
{
    private const int CacheLine = 64;

    private readonly int _stagger;

    // What fills a huge page: with pages of 4 KiB a sweep over a large matrix spends its time in looking up addresses. Null for less.
    private readonly NativeBlock? _block;

    /// <param name="bytes">At least 0.</param>
    /// <param name="stagger">A multiple of 64, by which it begins later. Arrays that all begin at the same place of a page meet in the same sets of a cache, and a
    /// load seems to depend on a store to the other array.</param>
    /// <exception cref="OutOfMemoryException">There is not as much.</exception>
    public AlignedMemory(long bytes, int stagger = 0) : base(0, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(stagger % CacheLine, 0);
        if (bytes > nint.MaxValue - stagger - NativeBlock.HugePageBytes) throw new InsufficientMemoryException();
        (Length, _stagger) = (bytes, stagger);
        var size = Math.Max(bytes, 1) + stagger;
        if (bytes >= NativeBlock.HugePageBytes) _block = new NativeBlock(size, PageKind.Huge);
        SetHandle((nint)(_block is null ? NativeMemory.AlignedAlloc((nuint)size, CacheLine) : _block.Start));
        GC.AddMemoryPressure(Math.Max(bytes, 1));
    }

    /// <summary>Room for numbers.</summary>
    /// <param name="count">At least 0.</param>
    /// <exception cref="OutOfMemoryException">There is not as much.</exception>
    public static AlignedMemory OfDoubles(long count) =>
        count <= long.MaxValue / sizeof(double) ? new(count * sizeof(double)) : throw new InsufficientMemoryException();

    public override bool IsInvalid => handle == 0;

    /// <summary>In bytes.</summary>
    public long Length { get; }

    /// <summary>Whether all bytes were zero at first.</summary>
    internal bool BeganAsZero => _block is { BeganAsZero: true };

    /// <summary>The first byte; null once it is freed.</summary>
    public void* Pointer => IsClosed ? null : (byte*)handle + _stagger;

    /// <summary>Puts freeing off while it is held.</summary>
    internal readonly struct Lease : IDisposable
    {
        private readonly AlignedMemory _memory;

        internal Lease(AlignedMemory memory)
        {
            var isHeld = false;
            memory.DangerousAddRef(ref isHeld);
            _memory = memory;
        }

        public void Dispose() => _memory.DangerousRelease();
    }

    protected override bool ReleaseHandle()
    {
        if (_block is null) NativeMemory.AlignedFree((void*)handle);
        else _block.Dispose();
        GC.RemoveMemoryPressure(Math.Max(Length, 1));
        return true;
    }
}
