using Microsoft.Win32.SafeHandles;

namespace Scaling.Native.Memory.Peaks;

/// <summary>A file below /proc that is read over and over: the kernel writes it anew for each read from its beginning.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "Kept open as long as the process runs.")]
internal sealed class ProcFile
{
    private readonly SafeFileHandle _handle;
    private byte[] _buffer = new byte[4096];

    internal ProcFile(string path) => _handle = File.OpenHandle(path);

    /// <summary>The text as it is now; valid until the next call.</summary>
    /// <exception cref="IOException">The process has gone.</exception>
    internal ReadOnlySpan<byte> Read()
    {
        for (var length = 0; ;)
        {
            var read = RandomAccess.Read(_handle, _buffer.AsSpan(length), length);
            length += read;
            if (read == 0) return _buffer.AsSpan(0, length);
            if (length == _buffer.Length) Array.Resize(ref _buffer, 2 * length);
        }
    }

    /// <summary>The text of a file that is read once; empty where the process, or the right to look at it, has gone.</summary>
    internal static byte[] ReadOnce(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
