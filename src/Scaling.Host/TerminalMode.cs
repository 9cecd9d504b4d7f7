using System.Runtime.InteropServices;

namespace Scaling.Host;

/// <summary>Whether the terminal understands escape sequences. A Windows console does after it has been asked to.</summary>
internal static partial class TerminalMode
{
    private const int OutputHandle = -11;
    private const int ErrorHandle = -12;
    private const uint VirtualTerminalProcessing = 4;

    internal static bool TryEnableAnsi()
    {
        if (Environment.GetEnvironmentVariable("TERM") == "dumb") return false;
        return !OperatingSystem.IsWindows() || TryEnable(OutputHandle) || TryEnable(ErrorHandle);
    }

    private static bool TryEnable(int which)
    {
        var handle = GetStdHandle(which);
        if (!GetConsoleMode(handle, out var mode)) return false;
        return (mode & VirtualTerminalProcessing) != 0 || SetConsoleMode(handle, mode | VirtualTerminalProcessing);
    }

    [LibraryImport("kernel32")]
    private static partial nint GetStdHandle(int which);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetConsoleMode(nint handle, out uint mode);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool SetConsoleMode(nint handle, uint mode);
}
