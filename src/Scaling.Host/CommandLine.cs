using System.Management.Automation.Runspaces;
using System.Text;

namespace Scaling.Host;

internal enum RunMode
{
    Invalid,
    Help,
    Version,
    File,
    Command,
    CommandsFromInput,
}

/// <summary>What the command line asks for, read by pwsh's rules.</summary>
internal sealed class CommandLine
{
    private CommandLine()
    {
    }

    internal RunMode Mode { get; private set; } = RunMode.Invalid;

    /// <summary>The full path of the script, or the text of the command.</summary>
    internal string Text { get; private set; } = "";

    internal IReadOnlyList<CommandParameter> Arguments { get; private set; } = [];

    internal string? WorkingDirectory { get; private set; }

    internal string? ExecutionPolicy { get; private set; }

    internal bool NonInteractive { get; private set; }

    internal string Error { get; private set; } = "";

    internal static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var result = new CommandLine();
        if (arguments.Count == 0) return result.Fail("There is nothing to run: this host has no interactive prompt.");
        for (var i = 0; i < arguments.Count; i++)
        {
            var option = CommandLineOption.Find(arguments[i]);
            string? value = null;
            if (option is { TakesValue: true } && ++i < arguments.Count) value = arguments[i];
            if (option is { TakesValue: true } && value is null) return result.Fail($"-{option.Name} needs a value.");
            switch (option?.Name)
            {
                case null:
                    return result.SetFile(arguments[i], arguments.Skip(i + 1));
                case "File":
                    return result.SetFile(value!, arguments.Skip(i + 1));
                case "Command":
                    return result.SetCommand(value!, arguments.Skip(i + 1));
                case "CommandWithArgs":
                    return result.SetText(value!, ScriptArguments.Parse(arguments.Skip(i + 1)));
                case "EncodedCommand":
                    if (result.SetEncoded(value!).Mode == RunMode.Invalid) return result;
                    break;
                case "Help":
                    return result.With(RunMode.Help);
                case "Version":
                    return result.With(RunMode.Version);
                case "WorkingDirectory":
                    result.WorkingDirectory = value;
                    break;
                case "ExecutionPolicy":
                    result.ExecutionPolicy = value;
                    if (!CommandLineOption.IsExecutionPolicy(value!)) return result.Fail($"'{value}' is not an execution policy.");
                    break;
                case "NonInteractive":
                    result.NonInteractive = true;
                    break;
                case "Interactive":
                    result.NonInteractive = false;
                    break;
                case "InputFormat" or "OutputFormat":
                    if (!value!.Equals("Text", StringComparison.OrdinalIgnoreCase))
                        return result.Fail($"-{option.Name} knows only Text, not '{value}'.");
                    break;
                default:
                    if (!option.Ignored) return result.Fail($"-{option.Name} is an option of pwsh that this host does not have.");
                    break;
            }
        }
        return result.Mode == RunMode.Invalid ? result.Fail("There is nothing to run: give -File, -Command or -EncodedCommand.") : result;
    }

    private CommandLine With(RunMode mode)
    {
        Mode = mode;
        return this;
    }

    private CommandLine Fail(string error)
    {
        Error = error;
        return With(RunMode.Invalid);
    }

    private CommandLine SetFile(string file, IEnumerable<string> arguments)
    {
        if (Mode == RunMode.Command) return Fail("Give either a command or a script, not both.");
        if (file == "-") return SetCommandsFromInput(arguments);
        string path;
        try
        {
            path = Path.GetFullPath(file);
        }
        catch (ArgumentException e)
        {
            return Fail($"'{file}' is not a path: {e.Message}");
        }
        if (!File.Exists(path))
            return Fail($"The argument '{file}' is not recognized as the name of a script file: '{path}' does not exist.");
        if (OperatingSystem.IsWindows() && !path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase))
            return Fail($"The script '{file}' must have the extension .ps1.");
        Text = path;
        Arguments = ScriptArguments.Parse(arguments);
        return With(RunMode.File);
    }

    private CommandLine SetCommand(string first, IEnumerable<string> rest) =>
        first == "-" ? SetCommandsFromInput(rest) : SetText(string.Join(' ', rest.Prepend(first)), []);

    private CommandLine SetCommandsFromInput(IEnumerable<string> rest)
    {
        if (Mode == RunMode.Command) return Fail("Give one command only.");
        if (rest.Any()) return Fail("Nothing may follow '-', which stands for the commands on standard input.");
        if (!Console.IsInputRedirected) return Fail("'-' reads the commands from standard input, which must be redirected.");
        return With(RunMode.CommandsFromInput);
    }

    private CommandLine SetEncoded(string base64)
    {
        try
        {
            var strict = new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true);
            return SetText(strict.GetString(Convert.FromBase64String(base64)), []);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return Fail("The value of -EncodedCommand must be the Base64 form of UTF-16LE text.");
        }
    }

    private CommandLine SetText(string text, IReadOnlyList<CommandParameter> arguments)
    {
        if (Mode == RunMode.Command) return Fail("Give one command only.");
        Text = text;
        Arguments = arguments;
        return With(RunMode.Command);
    }
}
