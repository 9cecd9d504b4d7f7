namespace Scaling.Native.Tests.Parquet;

public abstract class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scaling-parquet-");

    protected string FolderPath => _folder.FullName;

    protected string File(string name) => Path.Combine(_folder.FullName, name);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _folder.Delete(recursive: true);
}
