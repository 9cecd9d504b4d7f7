using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Scaling.Native.Storage;

/// <summary>
/// Tells links from the other reparse points of Windows: a deduplicated file or a folder kept in the cloud holds its own data.
/// </summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class WindowsReparsePoint
{
    private const uint ReparsePointAttribute = 0x400;

    // The bit of a reparse tag by which symbolic links, junctions and mounted volumes stand for another name (MS-FSCC 2.1.2).
    private const uint NameSurrogate = 0x2000_0000;

    /// <summary>Whether the entry stands for another name. One that cannot be asked counts as a link: not following is safe.</summary>
    internal static bool IsLink(string path)
    {
        FindData data;
        var handle = FindFirstFile(WithLongPrefix(path), &data);
        if (handle == -1) return true;
        _ = FindClose(handle);
        return (data.Attributes & ReparsePointAttribute) != 0 && (data.ReparseTag & NameSurrogate) != 0;
    }

    private static string WithLongPrefix(string path) =>
        path.StartsWith(@"\\?\", StringComparison.Ordinal) ? path
        : path.StartsWith(@"\\", StringComparison.Ordinal) ? @"\\?\UNC\" + path[2..]
        : @"\\?\" + path;

    [LibraryImport("kernel32", EntryPoint = "FindFirstFileW", StringMarshalling = StringMarshalling.Utf16)]
    private static partial nint FindFirstFile(string path, FindData* data);

    [LibraryImport("kernel32")]
    private static partial int FindClose(nint handle);

    /// <summary>WIN32_FIND_DATAW</summary>
    [StructLayout(LayoutKind.Explicit, Size = 592)]
    private struct FindData
    {
        [FieldOffset(0)]
        internal uint Attributes;

        [FieldOffset(36)]
        internal uint ReparseTag;
    }
}
