namespace Scaling.Native.Storage;

/// <summary>Lists one folder of one tree; several threads may read different folders through one reader.</summary>
internal interface IFolderReader
{
    /// <summary>Reports every entry of the folder to <paramref name="visitor"/>, on the calling thread.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder is not there (any more), or something else has taken its name.</exception>
    /// <exception cref="IOException">The folder cannot be listed, or not to its end.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be listed.</exception>
    void Read(string path, IFolderVisitor visitor, CancellationToken cancellationToken);
}

/// <summary>Takes the entries of one folder.</summary>
internal interface IFolderVisitor
{
    void OnFile(long bytes, long modifiedUnixSeconds);

    void OnFolder(string name);

    void OnLink();

    void OnSpecialFile();

    void OnOtherFileSystem();

    /// <summary>An entry that is listed but of which nothing more can be learned.</summary>
    void OnUncounted(Exception reason);
}

internal static class FolderReader
{
    /// <summary>The reader that this machine's trees need.</summary>
    internal static IFolderReader For(string root, bool oneFileSystem) =>
        LinuxFolderReader.IsSupported ? new LinuxFolderReader(root, oneFileSystem) : new PortableFolderReader(oneFileSystem);
}
