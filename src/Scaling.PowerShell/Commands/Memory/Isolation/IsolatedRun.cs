using System.Collections.Concurrent;
using System.Management.Automation;
using System.Text.Json;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Memory.Isolation;

/// <summary>The parent's side: runs a request in a process of its own, and hands on what that puts out.</summary>
internal static class IsolatedRun
{
    private const int MessagesAhead = 256;
    private static readonly TimeSpan ObservationInterval = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(1);

    /// <summary>Runs to the end; records of the child go to the cmdlet's streams as they come.</summary>
    /// <exception cref="OperationCanceledException">The run was stopped; the process has ended.</exception>
    internal static MeasuredRun Execute(PSCmdlet command, MeasuringRequest request, bool isQuiet, CancellationToken cancellationToken)
    {
        if (ShellProgram.Find() is not { } program)
        {
            command.ThrowTerminatingError(Errors.ShellNotFound());
            throw new InvalidOperationException();
        }

        using var messages = new BlockingCollection<(MessageKind Kind, string Text)>(MessagesAhead);
        using var receiver = new ThreadEnd();
        MeasuredRun? result = null;
        string? terminated = null;
        // Disposed before the thread is waited for, which may sit in the pipe.
        using var shell = new ChildShell(program, request.ByStatement, Folder(command), (line, isError) => TryAdd(messages, (MessageKind.HostText, line)));
        try
        {
            if (shell.TrySend(request, cancellationToken)) Pump();
        }
        finally
        {
            // Wakes whoever waits for room, where a stop, a later cmdlet or the end of the child leaves messages untaken.
            messages.CompleteAdding();
        }

        if (terminated is not null) command.ThrowTerminatingError(StreamRecord.ReadError(terminated));
        if (result is null)
        {
            command.ThrowTerminatingError(
                Errors.ChildProcessEnded(program.FileName, shell.WaitForExit(), shell.HighWaterBytes, shell.ErrorText));
        }

        return result!;

        void Pump()
        {
            receiver.Start(Receive);
            while (!messages.IsCompleted)
            {
                if (!messages.TryTake(out var message, (int)ObservationInterval.TotalMilliseconds, cancellationToken)) shell.Observe();
                else if (message.Kind == MessageKind.Result) result = JsonSerializer.Deserialize<MeasuredRun>(message.Text);
                else if (message.Kind == MessageKind.Terminated) terminated = message.Text;
                else if (!isQuiet) StreamRecord.Replay(command, message.Kind, message.Text);
            }
        }

        void Receive()
        {
            while (shell.Receive() is { } message && TryAdd(messages, message))
            {
            }

            try
            {
                if (!messages.IsAddingCompleted) shell.AwaitConsole();
                messages.CompleteAdding();
            }
            catch (ObjectDisposedException)
            {
                // Nobody waited for so long.
            }
        }
    }

    /// <summary>False once nobody takes messages any more.</summary>
    private static bool TryAdd(BlockingCollection<(MessageKind, string)> messages, (MessageKind, string) message)
    {
        try
        {
            messages.Add(message);
            return true;
        }
        catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException)
        {
            return false;
        }
    }

    private static string Folder(PSCmdlet command) =>
        command.SessionState.Path.CurrentFileSystemLocation is { ProviderPath: { } path } && Directory.Exists(path) ? path : Environment.CurrentDirectory;

    /// <summary>A thread that is waited for, for a while, before what it uses is disposed.</summary>
    private sealed class ThreadEnd : IDisposable
    {
        private Thread? _thread;

        internal void Start(ThreadStart work)
        {
            _thread = new Thread(work) { IsBackground = true, Name = "Messages of a measured process" };
            _thread.Start();
        }

        public void Dispose() => _thread?.Join(EndLimit);
    }
}
