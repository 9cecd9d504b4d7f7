using System.Runtime.InteropServices;

namespace Scaling.Native.LinearAlgebra;

/// <summary>Doubles outside of the managed heap, freed when it is disposed or, at the latest, when nothing refers to it.</summary>
internal sealed unsafe partial class AlignedMemory : SafeHandle
{
    // That of a huge page: with pages of 4 KiB a sweep over a large matrix spends its time in looking up addresses.
    private const int LargeAlignment = 2 * 1024 * 1024;
    private const int SmallAlignment = 64;
    private const int AdviseHugePages = 14;

    /// <param name="count">At least 0; the memory is not cleared.</param>
    /// <exception cref="OutOfMemoryException">There is not as much.</exception>
    internal AlignedMemory(long count) : base(0, ownsHandle: true)
    {
        if (count > nint.MaxValue / sizeof(double)) throw new InsufficientMemoryException();
        var bytes = (nuint)Math.Max(count, 1) * sizeof(double);
        var isLarge = bytes >= LargeAlignment;
        SetHandle((nint)NativeMemory.AlignedAlloc(bytes, (nuint)(isLarge ? LargeAlignment : SmallAlignment)));
        (Count, Bytes) = (count, (long)bytes);

        // Where the system does not know it or does not want it, pages are small: slower, not wrong.
        if (isLarge && OperatingSystem.IsLinux()) _ = Advise(handle, bytes, AdviseHugePages);
        GC.AddMemoryPressure(Bytes);
    }

    public override bool IsInvalid => handle == 0;

    internal long Count { get; }

    internal long Bytes { get; }

    internal double* Data => (double*)handle;

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
        NativeMemory.AlignedFree((void*)handle);
        GC.RemoveMemoryPressure(Bytes);
        return true;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);
}
