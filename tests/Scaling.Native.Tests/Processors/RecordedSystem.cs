using Scaling.Native.Processors;

namespace Scaling.Native.Tests.Processors;

/// <summary>Files and variables of another machine, laid out in a temporary folder.</summary>
internal sealed class RecordedSystem : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("scaling-system-").FullName;
    private readonly Dictionary<string, string> _variables = [];

    internal SystemView View => new(_root, name => _variables.GetValueOrDefault(name));

    /// <summary>Writes a file as a machine would show it.</summary>
    internal RecordedSystem File(string path, string text)
    {
        var full = Path.Join(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        System.IO.File.WriteAllText(full, text + "\n");
        return this;
    }

    internal RecordedSystem Variable(string name, string value)
    {
        _variables[name] = value;
        return this;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
