using System.Runtime.InteropServices;

namespace Scaling.Native.Kernels;

/// <summary>Memory outside of the managed heap, from a multiple of 64 bytes on, in huge pages where there is enough of it and the system gives them.</summary>
public sealed unsafe partial class AlignedMemory : IDisposable
{
    private const int CacheLine = 64;
    private const int HugePage = 1 << 21;
    private const int AdviseHugePages = 14;

    private byte* _memory;

    /// <param name="bytes">At least 0.</param>
    /// <param name="stagger">A multiple of 64, by which it begins later. Arrays that all begin at the same place of a page meet in the same sets of a cache, and a
    /// load seems to depend on a store to the other array.</param>
    /// <exception cref="OutOfMemoryException">There is not as much.</exception>
    public AlignedMemory(long bytes, int stagger = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(stagger % CacheLine, 0);
        var isLarge = bytes >= HugePage;
        var size = checked((nuint)bytes + (nuint)stagger + CacheLine);
        var alignment = (nuint)(isLarge ? HugePage : CacheLine);
        _memory = (byte*)NativeMemory.AlignedAlloc(size, alignment);
        Pointer = _memory + stagger;
        Length = bytes;

        // Advice: where the system takes none, the pages are small ones.
        if (isLarge && OperatingSystem.IsLinux()) _ = Advise(_memory, size / HugePage * HugePage, AdviseHugePages);
    }

    /// <summary>Frees what was not disposed.</summary>
    ~AlignedMemory() => Free();

    /// <summary>The first byte. Not initialized.</summary>
    public void* Pointer { get; private set; }

    /// <summary>In bytes.</summary>
    public long Length { get; }

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        Pointer = null;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
