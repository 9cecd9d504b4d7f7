using System.IO.Pipes;
using System.Text;

namespace Scaling.PowerShell.Commands.Memory.Isolation;

/// <summary>Kinds of messages from a child process.</summary>
internal enum MessageKind : byte
{
    Output,
    Error,
    Warning,
    Verbose,
    Debug,
    Information,
    HostText,

    /// <summary>The script ended with an error that nobody caught.</summary>
    Terminated,

    /// <summary>A <see cref="MeasuredRun"/> as JSON.</summary>
    Result,
}

/// <summary>Messages over a pipe: first the request to the child, then whatever the child has to tell.</summary>
internal sealed class MeasuringChannel(PipeStream stream) : IDisposable
{
    private readonly BinaryReader _reader = new(stream, Encoding.UTF8, leaveOpen: true);
    private readonly BinaryWriter _writer = new(stream, Encoding.UTF8, leaveOpen: true);
    private readonly Lock _gate = new();

    internal BinaryReader Reader => _reader;

    internal static NamedPipeServerStream Listen(out string name)
    {
        // A long name would exceed what a socket's path may have on macOS.
        name = $"scaling-{Guid.NewGuid().ToString("N")[..12]}";
        return new NamedPipeServerStream(
            name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
    }

    internal static MeasuringChannel Connect(string name)
    {
        var client = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        client.Connect(TimeSpan.FromSeconds(10));
        return new MeasuringChannel(client);
    }

    internal void Send(MeasuringRequest request)
    {
        request.Write(_writer);
        _writer.Flush();
    }

    internal void Send(MessageKind kind, string text)
    {
        lock (_gate)
        {
            _writer.Write((byte)kind);
            _writer.Write(text);
            _writer.Flush();
        }
    }

    /// <summary>The next message; null when the child has ended.</summary>
    internal (MessageKind Kind, string Text)? Receive()
    {
        try
        {
            return ((MessageKind)_reader.ReadByte(), _reader.ReadString());
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        _reader.Dispose();
        stream.Dispose();
    }
}
