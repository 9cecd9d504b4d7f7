using System.Runtime.InteropServices;

namespace Scaling.Host;

/// <summary>
/// Standard output by <c>write(2)</c>. The stream of <see cref="Console"/> ignores a closed pipe, so <c>| head -1</c> would leave the
/// script running to its end; a <see cref="FileStream"/> would keep a file position of its own and overwrite what child processes write.
/// </summary>
internal sealed partial class UnixOutputStream : Stream
{
    private const int StandardOutput = 1;
    private const int Interrupted = 4;
    private const int BrokenPipe = 32;
    private const short ReadyToWrite = 4;
    private readonly Action _closed;
    private bool _isClosed;

    internal UnixOutputStream(Action closed) => _closed = closed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    // The same value for "try again" would be 11 on Linux and 35 on macOS.
    private static int WouldBlock => OperatingSystem.IsMacOS() ? 35 : 11;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!_isClosed && buffer.Length > 0)
        {
            var written = write(StandardOutput, in MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);
            if (written >= 0) buffer = buffer[(int)written..];
            else Recover(Marshal.GetLastPInvokeError());
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Recover(int error)
    {
        if (error == Interrupted) return;
        if (error == WouldBlock)
        {
            // A parent may have made the pipe non-blocking for itself, and with it for us.
            var request = new PollRequest { Descriptor = StandardOutput, Events = ReadyToWrite };
            _ = poll(ref request, 1, -1);
            return;
        }
        _isClosed = true;
        if (error != BrokenPipe) throw new IOException($"Standard output: {Marshal.GetPInvokeErrorMessage(error)}");
        _closed();
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, in byte buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll(ref PollRequest requests, uint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Results;
    }
}
