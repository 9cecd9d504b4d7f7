using Scaling.Native.Memory.Ceilings;
using Scaling.PowerShell.Common;

namespace Scaling.PowerShell.Commands.Memory.Steps;

/// <summary>Predicts what files take in memory, each once, and adds up what they take on disk.</summary>
/// <param name="resolve">Gives the full path of an existing file, or writes or throws an error and gives null. Null itself where sizes are of
/// no interest: no file is looked at then.</param>
/// <param name="stopToken">Ends the reading of files.</param>
internal sealed class FileSizes(Func<string, string?>? resolve, CancellationToken stopToken)
{
    private static readonly string[] DatasetExtensions = [".parquet", ".csv", ".tsv", ".txt"];

    private static readonly (string Name, FileForm Form)[] Readers =
    [
        ("Read-Dataset", FileForm.Columns), ("Import-Dataset", FileForm.Rows), ("Import-Csv", FileForm.NoteObjects),
        ("Get-Content", FileForm.ContentLines), ("ReadAllLines", FileForm.Lines), ("ReadAllText", FileForm.Text),
        ("Get-Content -Raw", FileForm.Text), ("ReadAllBytes", FileForm.Bytes),
    ];

    private readonly Dictionary<(string Path, FileForm Form), long> _predicted = [];
    private readonly HashSet<string> _counted = [];
    private long _newBytes;

    /// <summary>Bytes on disk of the files met since the last call, each counted once.</summary>
    internal long TakeNewBytes()
    {
        var bytes = _newBytes;
        _newBytes = 0;
        return bytes;
    }

    /// <exception cref="StepException">There is no such file or no such reader.</exception>
    internal long Predict(string path, string? reader)
    {
        var given = reader is null ? (FileForm?)null : FormOf(reader);
        if (resolve is null) return 0;
        var full = Find(path);
        var form = given ?? DefaultForm(full);
        if (!_predicted.TryGetValue((full, form), out var bytes))
            _predicted[(full, form)] = bytes = FileMemory.Predict(full, form, EngineObjects.RowModel, stopToken);
        return bytes;
    }

    internal long Multiply(string path, double factor) => resolve is null ? 0 : (long)Math.Round(new FileInfo(Find(path)).Length * factor);

    private static FileForm DefaultForm(string path) =>
        DatasetExtensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) ? FileForm.Columns : FileForm.Bytes;

    private static FileForm FormOf(string reader)
    {
        var found = Array.FindIndex(Readers, r => r.Name.Equals(reader, StringComparison.OrdinalIgnoreCase));
        return found >= 0
            ? Readers[found].Form
            : throw new StepException(Errors.SizeNotUnderstood(
                $"'{reader}' after As is none of {string.Join(", ", Readers.Select(r => r.Name))}.", reader));
    }

    private string Find(string path)
    {
        var full = resolve!(path) ?? throw new StepException(error: null);
        if (_counted.Add(full)) _newBytes += new FileInfo(full).Length;
        return full;
    }
}
