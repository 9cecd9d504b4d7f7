using System.Globalization;
using Scaling.Native.Datasets;
using Scaling.PowerShell.Commands.Memory.Steps;

namespace Scaling.PowerShell.Commands.Memory.Scripts;

/// <summary>Sizes of what a script reads from files whose paths stand in it and that are there.</summary>
/// <param name="find">Gives the full path of an existing file; null, and no error, where there is none.</param>
/// <param name="sizes">Predicts sizes.</param>
internal sealed class ScriptFiles(Func<string, string?> find, FileSizes sizes)
{
    private readonly List<string> _notes = [];

    internal IReadOnlyList<string> Notes => _notes;

    /// <summary>Bytes in memory, or null where they cannot be told.</summary>
    internal long? Predict(string path, string reader, int line)
    {
        if (find(path) is not { } full) return null;
        try
        {
            return sizes.Predict(full, reader);
        }
        catch (Exception e) when (e is DatasetException or IOException or UnauthorizedAccessException)
        {
            _notes.Add(string.Create(CultureInfo.InvariantCulture, $"Line {line}: the size of '{path}' in memory is not predicted: {e.Message}"));
            return null;
        }
    }

    /// <summary>Bytes on disk of the files met so far.</summary>
    internal long TakeBytes() => sizes.TakeNewBytes();
}
