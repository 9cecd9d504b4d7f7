using System.Runtime.InteropServices;

namespace Scaling.Native.Storage;

/// <summary>
/// Reads folders through the C library: names are bytes in any encoding, only folders are ever opened, one <c>statx</c> a file
/// relative to its folder asks for size and time alone, and paths may be longer than PATH_MAX.
/// </summary>
internal sealed unsafe class LinuxFolderReader : IFolderReader
{
    private const int CancellationInterval = 1024;

    // PATH_MAX is 4096 with the closing zero.
    private const int LongestPiece = 4000;

    private readonly string _root;
    private readonly ulong? _device;

    internal LinuxFolderReader(string root, bool oneFileSystem)
    {
        _root = root;
        _device = oneFileSystem ? DeviceOf(root) : null;
    }

    // The layouts and flags in Libc are those of these two; a C library before glibc 2.28 has no statx.
    internal static bool IsSupported { get; } =
        OperatingSystem.IsLinux()
        && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64
        && NativeLibrary.TryLoad(Libc.Name, typeof(Libc).Assembly, null, out var library)
        && NativeLibrary.TryGetExport(library, "statx", out _);

    public void Read(string path, IFolderVisitor visitor, CancellationToken cancellationToken)
    {
        var descriptor = Open(path, followLastLink: path == _root);
        var stream = Libc.OpenDirectoryStream(descriptor);
        if (stream == 0)
        {
            var exception = Libc.LastException();
            _ = Libc.Close(descriptor);
            throw exception;
        }

        try
        {
            for (var entries = 1; ; entries++)
            {
                if (entries % CancellationInterval == 0) cancellationToken.ThrowIfCancellationRequested();
                var entry = (Libc.DirectoryEntry*)Libc.ReadDirectoryStream(stream);
                if (entry is not null) Visit(descriptor, entry, visitor);
                else if (Marshal.GetLastPInvokeError() == 0) return;
                else throw Libc.LastException();
            }
        }
        finally
        {
            _ = Libc.CloseDirectoryStream(stream);
        }
    }

    private void Visit(int folder, Libc.DirectoryEntry* entry, IFolderVisitor visitor)
    {
        var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry->Name);
        if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8)) return;
        switch (entry->Type)
        {
            case Libc.DirectoryType when _device is null:
                visitor.OnFolder(UnixPath.Decode(name));
                break;
            case Libc.LinkType:
                visitor.OnLink();
                break;
            case Libc.RegularType or Libc.DirectoryType or Libc.UnknownType:
                VisitByStatus(folder, entry->Name, name, visitor);
                break;
            default:
                visitor.OnSpecialFile();
                break;
        }
    }

    private void VisitByStatus(int folder, byte* namePointer, ReadOnlySpan<byte> name, IFolderVisitor visitor)
    {
        Libc.FileStatus status;
        if (Libc.GetStatus(folder, namePointer, Libc.DoNotFollow | Libc.DoNotMount, Libc.TypeSizeAndTime, &status) != 0)
        {
            var reason = Libc.LastException();
            if (reason is not DirectoryNotFoundException) visitor.OnUncounted(reason);
            return;
        }

        switch (status.Mode & Libc.ModeTypeMask)
        {
            case Libc.RegularMode:
                visitor.OnFile((long)status.Size, status.ModifiedSeconds);
                break;
            case Libc.DirectoryMode when _device is { } device && device != status.Device:
                visitor.OnOtherFileSystem();
                break;
            case Libc.DirectoryMode:
                visitor.OnFolder(UnixPath.Decode(name));
                break;
            case Libc.LinkMode:
                visitor.OnLink();
                break;
            default:
                visitor.OnSpecialFile();
                break;
        }
    }

    private static int Open(string path, bool followLastLink)
    {
        var bytes = UnixPath.EncodeWithTerminator(path);
        var folder = Libc.CurrentFolder;
        fixed (byte* start = bytes)
        {
            var piece = start;
            var end = start + bytes.Length - 1;
            while (end - piece > LongestPiece)
            {
                var cut = piece + new ReadOnlySpan<byte>(piece, LongestPiece).LastIndexOf((byte)'/');
                *cut = 0;
                folder = OpenPiece(folder, piece, followLink: true);
                piece = cut + 1;
            }

            return OpenPiece(folder, piece, followLastLink);
        }
    }

    /// <summary>Opens <paramref name="path"/> below <paramref name="folder"/>, which it closes.</summary>
    private static int OpenPiece(int folder, byte* path, bool followLink)
    {
        var flags = followLink ? Libc.FolderOnly : Libc.FolderOnly | Libc.NoLink;
        int opened;
        do opened = Libc.OpenAt(folder, path, flags);
        while (opened < 0 && Marshal.GetLastPInvokeError() == Libc.Interrupted);
        var exception = opened < 0 ? Libc.LastException() : null;
        if (folder != Libc.CurrentFolder) _ = Libc.Close(folder);
        return exception is null ? opened : throw exception;
    }

    private static ulong DeviceOf(string root)
    {
        Libc.FileStatus status;
        fixed (byte* path = UnixPath.EncodeWithTerminator(root))
        {
            if (Libc.GetStatus(Libc.CurrentFolder, path, 0, Libc.TypeSizeAndTime, &status) != 0) throw Libc.LastException();
        }

        return status.Device;
    }
}
