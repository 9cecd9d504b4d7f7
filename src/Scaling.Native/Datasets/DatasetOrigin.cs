namespace Scaling.Native.Datasets;

/// <summary>
/// Where batches come from. All batches of one file share one origin, through every step that derives batches from them; a reader
/// that fails midway marks it, so that a step which gathers (a writer, a grouping) does not pass a part off as the whole.
/// </summary>
public sealed class DatasetOrigin(string? path)
{
    private volatile Exception? _failure;

    /// <summary>Full path of the file, or null for rows made in the session.</summary>
    public string? Path { get; } = path;

    /// <summary>Why the input ended early, or null.</summary>
    public Exception? Failure => _failure;

    public void Fail(Exception failure) => _failure ??= failure;

    public override string ToString() => Path ?? "(rows)";
}
