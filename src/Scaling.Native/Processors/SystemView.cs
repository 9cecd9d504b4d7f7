using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>Where facts about the machine are read: the system itself, or a recorded one.</summary>
public sealed class SystemView
{
    private readonly Func<string, string?> _variable;

    /// <param name="root">Folder that stands for /.</param>
    /// <param name="variable">Environment variables by name.</param>
    public SystemView(string root, Func<string, string?> variable) => (Root, _variable) = (root, variable);

    /// <summary>This system and the environment of this process.</summary>
    public static SystemView Current { get; } = new("/", Environment.GetEnvironmentVariable);

    /// <summary>Folder that stands for /.</summary>
    public string Root { get; }

    /// <summary>Whether it is this system, so that calls of the system may be asked too.</summary>
    public bool IsCurrent => ReferenceEquals(this, Current);

    /// <summary>An environment variable; null where it is not set or empty.</summary>
    public string? Variable(string name) => _variable(name) is { Length: > 0 } value ? value : null;

    /// <summary>The text of a file without white space at its ends; null where it cannot be read.</summary>
    /// <param name="path">As on the system, from /.</param>
    public string? Text(string path)
    {
        var full = Locate(path);
        if (OperatingSystem.IsLinux()) return LinuxFile.Text(full)?.Trim();
        try
        {
            return File.Exists(full) ? File.ReadAllText(full).Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The whole number in a file; null where it cannot be read or is none.</summary>
    public long? Number(string path) => long.TryParse(Text(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>Whether a folder is there.</summary>
    public bool HasFolder(string path) => Directory.Exists(Locate(path));

    /// <summary>Names of the entries of a folder; none where it cannot be read.</summary>
    public IReadOnlyList<string> Entries(string path)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries(Locate(path)).Select(p => Path.GetFileName(p))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private string Locate(string path) => Root == "/" ? path : Path.Join(Root, path);
}
