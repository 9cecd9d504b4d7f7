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
        MeasuredRun? result = null;
        string? terminated = null;
        using var shell = new ChildShell(program, Folder(command), (line, isError) => TryAdd(messages, (MessageKind.HostText, line)));
        if (shell.TrySend(request, cancellationToken)) Pump();

        if (terminated is not null) command.ThrowTerminatingError(StreamRecord.ReadError(terminated));
        if (result is null)
        {
            command.ThrowTerminatingError(
                Errors.ChildProcessEnded(program.FileName, shell.WaitForExit(), shell.HighWaterBytes, shell.ErrorText));
        }

        return result!;

        void Pump()
        {
            var receiver = new Thread(() =>
            {
                while (shell.Receive() is { } message && TryAdd(messages, message))
                {
                }

                messages.CompleteAdding();
            })
            {
                IsBackground = true,
                Name = "Messages of a measured process",
            };
            receiver.Start();
            while (!messages.IsCompleted)
            {
                if (!messages.TryTake(out var message, (int)ObservationInterval.TotalMilliseconds, cancellationToken)) shell.Observe();
                else if (message.Kind == MessageKind.Result) result = JsonSerializer.Deserialize<MeasuredRun>(message.Text);
                else if (message.Kind == MessageKind.Terminated) terminated = message.Text;
                else if (!isQuiet) StreamRecord.Replay(command, message.Kind, message.Text);
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
}
