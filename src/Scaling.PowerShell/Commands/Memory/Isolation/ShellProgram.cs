using System.Reflection;

namespace Scaling.PowerShell.Commands.Memory.Isolation;

/// <summary>A program that runs PowerShell scripts in a process of its own.</summary>
/// <param name="FileName">The file to start.</param>
/// <param name="Arguments">What comes before the shell's own arguments.</param>
internal sealed record ShellProgram(string FileName, IReadOnlyList<string> Arguments)
{
    private const string Shell = "pwsh";
    private const string Runtime = "dotnet";

    /// <summary>Programs that take -EncodedCommand as pwsh does.</summary>
    private static readonly string[] Shells = [Shell, "pwsh-preview", "Scaling.Host"];

    /// <summary>The program that runs this session, else the pwsh of the search path; null where there is neither.</summary>
    internal static ShellProgram? Find() => Itself() ?? OnPath();

    private static ShellProgram? Itself()
    {
        if (Environment.ProcessPath is not { } path) return null;
        var name = Path.GetFileNameWithoutExtension(path);
        if (IsShell(OperatingSystem.IsWindows() ? name : Path.GetFileName(path))) return new ShellProgram(path, []);
        return name == Runtime && Assembly.GetEntryAssembly() is { Location.Length: > 0 } entry && IsShell(entry.GetName().Name)
            ? new ShellProgram(path, [entry.Location])
            : null;
    }

    private static ShellProgram? OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? Shell + ".exe" : Shell))
            .Where(File.Exists)
            .Select(file => new ShellProgram(file, []))
            .FirstOrDefault();

    private static bool IsShell(string? name) => Shells.Contains(name, StringComparer.OrdinalIgnoreCase);
}
