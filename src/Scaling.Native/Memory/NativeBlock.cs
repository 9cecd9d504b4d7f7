using System.Runtime.InteropServices;

namespace Scaling.Native.Memory;

/// <summary>Memory outside the collected heap, aligned to 2 MiB and untouched: a page comes into being, near the processor that asks,
/// when it is first written.</summary>
public sealed unsafe class NativeBlock : IDisposable
{
    /// <summary>Size of a huge page on x64 and on Arm64 with base pages of 4 KiB.</summary>
    public const int HugePageBytes = 2 << 20;

    private readonly nuint _mapped;
    private byte* _mapping;

    /// <param name="bytes">At least 1.</param>
    /// <param name="pages">A wish: <see cref="HugePageShare"/> tells what came of it.</param>
    /// <exception cref="OutOfMemoryException">The system has no room for it.</exception>
    public NativeBlock(long bytes, PageKind pages)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        Bytes = bytes;
        if (!OperatingSystem.IsLinux())
        {
            _mapping = Start = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, HugePageBytes);
            return;
        }

        // Mapped rather than allocated: advice stays with addresses, and the allocator would hand them out again.
        _mapped = (nuint)bytes + HugePageBytes;
        var mapping = LinuxMemory.Map(0, _mapped, LinuxMemory.ReadWrite, LinuxMemory.PrivateAnonymous, -1, 0);
        if (mapping == LinuxMemory.MapFailed)
            throw new InsufficientMemoryException(FormattableString.Invariant($"The system has no {bytes} bytes of memory."));
        _mapping = (byte*)mapping;
        Start = (byte*)(((nuint)mapping + HugePageBytes - 1) & ~((nuint)HugePageBytes - 1));
        if (pages != PageKind.System)
            _ = LinuxMemory.Advise((nint)Start, (nuint)bytes, pages == PageKind.Huge ? LinuxMemory.HugePages : LinuxMemory.NoHugePages);
    }

    /// <summary>First byte.</summary>
    public byte* Start { get; private set; }

    /// <summary>Usable bytes from <see cref="Start"/>.</summary>
    public long Bytes { get; }

    /// <summary>Whether all bytes were zero at first; where not mapped they are what somebody left.</summary>
    internal bool BeganAsZero => _mapped != 0;

    /// <summary>Share of the block's touched memory that lies on huge pages, 0 to 1; null where the system does not tell.</summary>
    public double? HugePageShare()
    {
        if (!OperatingSystem.IsLinux()) return null;
        try
        {
            return MappedPages.HugeShare(File.ReadLines("/proc/self/smaps"), (ulong)Start);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (_mapping is null) return;
        if (_mapped == 0) NativeMemory.AlignedFree(_mapping);
        else _ = LinuxMemory.Unmap((nint)_mapping, _mapped);
        _mapping = Start = null;
    }
}
