namespace Scaling.Native.Storage;

/// <summary>Symbolic links to files.</summary>
public static class FileLinks
{
    /// <summary>The path that a link leads to at last, whether anything is there or not; a path that is no link as it is.</summary>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    public static string Follow(string path) =>
        new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
}
