using System.Management.Automation;

namespace Scaling.PowerShell.Common;

/// <summary>A cmdlet whose input is files: paths as arguments, strings or file objects from the pipeline.</summary>
public abstract class DatasetFileCommand : SchemaReadingCommand
{
    private protected const string PathSet = "Path";
    private protected const string LiteralPathSet = "LiteralPath";

    /// <summary>Files to read; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files to read, taken as they stand: brackets and stars are part of the name.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    protected sealed override void ProcessRecord()
    {
        var literal = ParameterSetName == LiteralPathSet;
        foreach (var file in ResolveFiles(literal ? LiteralPath : Path, literal)) ProcessFile(file);
    }

    /// <param name="path">Full path of a file that existed a moment ago.</param>
    private protected abstract void ProcessFile(string path);
}
