namespace Scaling.Host;

/// <summary>An option of pwsh, with the shortest prefix that pwsh takes for it.</summary>
internal sealed class CommandLineOption
{
    private readonly int _shortest;
    private readonly string? _alias;

    private CommandLineOption(string name, int shortest, string? alias = null)
    {
        Name = name;
        _shortest = shortest;
        _alias = alias;
    }

    /// <summary>The order is pwsh's: the first match wins.</summary>
    private static readonly CommandLineOption[] All =
    [
        new("Version", 1),
        new("Help", 1, "?"),
        new("Login", 1) { Ignored = true },
        new("NoExit", 3),
        new("NoProfile", 3) { Ignored = true },
        new("NoLogo", 3) { Ignored = true },
        new("NonInteractive", 4),
        new("SocketServerMode", 2),
        new("ServerMode", 1),
        new("NamedPipeServerMode", 3),
        new("SSHServerMode", 4),
        new("NoProfileLoadTime", 17) { Ignored = true },
        new("Interactive", 1),
        new("ConfigurationFile", 17),
        new("ConfigurationName", 6),
        new("CustomPipeName", 3),
        new("CommandWithArgs", 15, "cwa") { TakesValue = true },
        new("Command", 1) { TakesValue = true },
        new("WindowStyle", 1),
        new("File", 1) { TakesValue = true },
        new("OutputFormat", 1, "of") { TakesValue = true },
        new("InputFormat", 3, "if") { TakesValue = true },
        new("ExecutionPolicy", 2, "ep") { TakesValue = true },
        new("EncodedCommand", 1, "ec") { TakesValue = true },
        new("EncodedArguments", 8, "ea"),
        new("SettingsFile", 8),
        new("STA", 3) { Ignored = true },
        new("MTA", 3) { Ignored = true },
        new("WorkingDirectory", 2, "wd") { TakesValue = true },
    ];

    internal string Name { get; }

    internal bool TakesValue { get; private init; }

    internal bool Ignored { get; private init; }

    /// <summary>The option that <paramref name="argument"/> names, or null: then it is the script.</summary>
    internal static CommandLineOption? Find(string argument)
    {
        var key = argument.AsSpan().Trim();
        if (key.Length < 2 || !(ScriptArguments.IsDash(key[0]) || key[0] == '/')) return null;
        var name = key[ScriptArguments.IsDash(key[0]) && key[1] == key[0] ? 2.. : 1..];
        foreach (var option in All)
            if (option.Matches(name)) return option;
        return null;
    }

    internal static bool IsExecutionPolicy(string value) =>
        new[] { "Default", "RemoteSigned", "Bypass", "AllSigned", "Restricted", "Unrestricted", "Undefined" }
            .Contains(value, StringComparer.OrdinalIgnoreCase);

    private bool Matches(ReadOnlySpan<char> name) =>
        (name.Length >= _shortest && Name.AsSpan().StartsWith(name, StringComparison.OrdinalIgnoreCase))
        || name.Equals(_alias, StringComparison.OrdinalIgnoreCase);
}
