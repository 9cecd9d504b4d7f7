using System.Runtime.InteropServices;

namespace Scaling.Native.Memory;

/// <summary>Mappings of the Linux kernel; the constants are those of x64 and Arm64.</summary>
internal static partial class LinuxMemory
{
    internal const int ReadWrite = 0x1 | 0x2;
    internal const int PrivateAnonymous = 0x02 | 0x20;
    internal const int HugePages = 14;
    internal const int NoHugePages = 15;
    internal const nint MapFailed = -1;

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    internal static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    internal static partial int Advise(nint address, nuint length, int advice);
}
