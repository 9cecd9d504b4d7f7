using Xunit;

namespace Scaling.Native.Tests.Sampling;

/// <summary>A test on a file of ../shared/data, which lies beside the repository and not in it; skipped where it is missing.</summary>
internal sealed class SharedDataFactAttribute : FactAttribute
{
    public SharedDataFactAttribute(string file)
    {
        if (Find(file) is null)
        {
            Skip = $"shared/data/{file} is not beside the repository.";
        }
    }

    /// <summary>The file in a folder shared/data of any folder above the tests, or null.</summary>
    public static string? Find(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "data", file);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
