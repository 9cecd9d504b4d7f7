using System.Management.Automation;
using Scaling.Native.Processors;
using Scaling.Native.Storage;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Storage;

/// <summary>Counts the files below folders by the power of two of their size and the month of their last modification.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "FileSizeDistribution", DefaultParameterSetName = PathSet)]
[OutputType(typeof(FileSizeBin))]
public sealed class MeasureFileSizeDistributionCommand : ScalingCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>Folders to walk; wildcards are allowed. The current location by default.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = ["."];

    /// <summary>Folders to walk, taken as they stand: brackets and stars are part of the name.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Levels of folders below each given one that are walked: 0 counts its own files only. All by default.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? Depth { get; set; }

    /// <summary>Number of threads, each reading one folder at a time. The processors that the process may use by default.</summary>
    [Parameter]
    [ValidateRange(1, 1024)]
    public int? Workers { get; set; }

    /// <summary>Stay on the file system of each given folder: what is mounted below it is not entered.</summary>
    [Parameter]
    public SwitchParameter OneFileSystem { get; set; }

    protected override void ProcessRecord()
    {
        var literal = ParameterSetName == LiteralPathSet;
        foreach (var path in literal ? LiteralPath : Path)
        {
            foreach (var folder in ResolveFolders(path, literal)) Try(folder, () => Measure(folder));
        }
    }

    private List<string> ResolveFolders(string path, bool literal)
    {
        var isPattern = !literal && WildcardPattern.ContainsWildcardCharacters(path);
        var found = ResolveExisting(path, literal).ToList();
        var folders = found.FindAll(Directory.Exists);
        if (isPattern && folders.Count == 0 && found.Count > 0) WriteError(Errors.NoFolderMatches(path));
        if (isPattern) return folders;

        foreach (var other in found.Except(folders))
            WriteError(File.Exists(other) ? Errors.NotAFolder(other) : Errors.FolderNotFound(other));
        return folders;
    }

    private void Measure(string root)
    {
        var reporter = new ProgressReporter(this, $"Counting the files below {root}");
        var options = new FileTreeWalkOptions { Depth = Depth, Workers = Workers ?? ResourceLimits.Workers(), OneFileSystem = OneFileSystem };
        var distribution = FileTreeWalker.Measure(
            root,
            options,
            folder => WriteError(Errors.FolderNotReadable(folder.Path, folder.UncountedFiles, folder.Reason)),
            new ProgressRelay(reporter),
            StopToken);
        reporter.Complete();
        WriteVerbose(Describe(root, distribution.Summary));
        foreach (var bin in distribution.Bins) WriteObject(new FileSizeBin(root, bin));
    }

    private static string Describe(string root, FileTreeSummary walk) =>
        FormattableString.Invariant($"{root}: {walk.Files} files of {walk.TotalBytes} bytes in {walk.Folders} folders, ")
        + FormattableString.Invariant($"{walk.Elapsed.TotalSeconds:F3} s. ")
        + FormattableString.Invariant($"Not counted: {walk.Links} links, {walk.SpecialFiles} special files. ")
        + FormattableString.Invariant($"Not entered: {walk.OtherFileSystems} other file systems. ")
        + FormattableString.Invariant($"Not readable: {walk.UnreadableFolders} folders.");

    private sealed class ProgressRelay(ProgressReporter reporter) : IProgress<FileTreeProgress>
    {
        public void Report(FileTreeProgress value) => reporter.Update(
            () => FormattableString.Invariant(
                $"{value.Files:N0} files in {value.Folders:N0} folders, {value.Files / value.Elapsed.TotalSeconds:N0} files a second"),
            null);
    }
}
