using System.Runtime.InteropServices;
using System.Text;

namespace Scaling.Native.Processors;

/// <summary>Small files of /proc and /sys, read with three calls of the system instead of the seven of <see cref="File"/>: a big machine has thousands.</summary>
internal static partial class LinuxFile
{
    private const int ReadOnlyCloseOnExec = 0x80000;
    private const int Interrupted = 4;

    /// <summary>The whole text; null where it cannot be read.</summary>
    internal static string? Text(string path)
    {
        var file = Open(path, ReadOnlyCloseOnExec);
        if (file < 0) return null;
        try
        {
            Span<byte> text = stackalloc byte[4096];
            var length = 0;
            while (true)
            {
                var read = (int)Read(file, ref text[length], (nuint)(text.Length - length));
                if (read < 0 && Marshal.GetLastPInvokeError() == Interrupted) continue;
                if (read < 0) return null;
                length += read;

                // A file of /sys fits one read. One of /proc gives whole records, and often less than was asked for long before its end.
                if (read == 0 || (length < text.Length && path.StartsWith("/sys/", StringComparison.Ordinal))) return Encoding.UTF8.GetString(text[..length]);
                if (length < text.Length) continue;
                var longer = new byte[4 * text.Length];
                text.CopyTo(longer);
                text = longer;
            }
        }
        finally
        {
            _ = Close(file);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Read(int file, ref byte buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int file);
}
