namespace Scaling.Host;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        var commandLine = CommandLine.Parse(arguments);
        switch (commandLine.Mode)
        {
            case RunMode.Help:
                Console.Out.WriteLine(Usage.Text);
                return ExitCode.Success;
            case RunMode.Version:
                Console.Out.WriteLine(Usage.Version);
                return ExitCode.Success;
            case RunMode.Invalid:
                Console.Error.WriteLine(commandLine.Error);
                Console.Error.WriteLine();
                Console.Error.WriteLine(Usage.Text);
                return ExitCode.BadCommandLine;
            default:
                return Run(commandLine);
        }
    }

    private static int Run(CommandLine commandLine)
    {
        if (commandLine.WorkingDirectory is { } directory)
        {
            if (!Directory.Exists(directory))
            {
                Console.Error.WriteLine($"The working directory '{directory}' does not exist.");
                return ExitCode.BadCommandLine;
            }
            // The engine starts where the process is, so the two agree from the first line on.
            Environment.CurrentDirectory = directory;
        }
        using var streams = new ConsoleStreams();
        using var session = new Session(streams, commandLine);
        return session.Run();
    }
}
