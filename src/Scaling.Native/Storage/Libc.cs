using System.Runtime.InteropServices;

namespace Scaling.Native.Storage;

/// <summary>What <see cref="LinuxFolderReader"/> needs of the C library on 64-bit Linux (glibc 2.28 or musl), x64 and Arm64.</summary>
internal static unsafe partial class Libc
{
    internal const string Name = "libc";

    internal const int CurrentFolder = -100;
    internal const int DoNotFollow = 0x100;
    internal const int DoNotMount = 0x800;
    internal const uint TypeSizeAndTime = 0x1 | 0x200 | 0x40;

    internal const byte UnknownType = 0;
    internal const byte DirectoryType = 4;
    internal const byte RegularType = 8;
    internal const byte LinkType = 10;

    internal const int ModeTypeMask = 0xF000;
    internal const int DirectoryMode = 0x4000;
    internal const int RegularMode = 0x8000;
    internal const int LinkMode = 0xA000;

    internal const int Interrupted = 4;
    private const int OperationNotPermitted = 1;
    private const int NoEntry = 2;
    private const int PermissionDenied = 13;
    private const int NotADirectory = 20;
    private const int LinkFound = 40;

    // O_CLOEXEC | O_DIRECTORY; O_NOFOLLOW
    internal static readonly int FolderOnly = 0x80000 | (IsArm64 ? 0x4000 : 0x10000);
    internal static readonly int NoLink = IsArm64 ? 0x8000 : 0x20000;

    private static bool IsArm64 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    [LibraryImport(Name, EntryPoint = "openat", SetLastError = true)]
    internal static partial int OpenAt(int folder, byte* path, int flags);

    [LibraryImport(Name, EntryPoint = "close")]
    internal static partial int Close(int descriptor);

    [LibraryImport(Name, EntryPoint = "fdopendir", SetLastError = true)]
    internal static partial nint OpenDirectoryStream(int descriptor);

    [LibraryImport(Name, EntryPoint = "readdir", SetLastError = true)]
    internal static partial nint ReadDirectoryStream(nint stream);

    [LibraryImport(Name, EntryPoint = "closedir")]
    internal static partial int CloseDirectoryStream(nint stream);

    [LibraryImport(Name, EntryPoint = "statx", SetLastError = true)]
    internal static partial int GetStatus(int folder, byte* path, int flags, uint mask, FileStatus* status);

    /// <summary>The last error: <see cref="DirectoryNotFoundException"/> where the name is gone or has become something else.</summary>
    internal static Exception LastException()
    {
        var error = Marshal.GetLastPInvokeError();
        var message = Marshal.GetPInvokeErrorMessage(error);
        return error switch
        {
            NoEntry or NotADirectory or LinkFound => new DirectoryNotFoundException(message),
            OperationNotPermitted or PermissionDenied => new UnauthorizedAccessException(message),
            _ => new IOException(message, error),
        };
    }

    /// <summary>struct dirent</summary>
    [StructLayout(LayoutKind.Explicit)]
    internal struct DirectoryEntry
    {
        [FieldOffset(18)]
        internal byte Type;

        [FieldOffset(19)]
        internal fixed byte Name[256];
    }

    /// <summary>struct statx</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    internal struct FileStatus
    {
        [FieldOffset(28)]
        internal ushort Mode;

        [FieldOffset(40)]
        internal ulong Size;

        [FieldOffset(112)]
        internal long ModifiedSeconds;

        // stx_dev_major and stx_dev_minor: compared, never taken apart.
        [FieldOffset(136)]
        internal ulong Device;
    }
}
