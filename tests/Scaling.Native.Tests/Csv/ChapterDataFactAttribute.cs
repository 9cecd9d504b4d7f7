using Xunit;

namespace Scaling.Native.Tests.Csv;

/// <summary>A test of the chapter's dataset, which lies beside the repository, not in it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChapterDataFactAttribute : FactAttribute
{
    private const string Name = "shared/data/filesizes_timestamps.txt";

    public ChapterDataFactAttribute()
    {
        if (FilePath is null) Skip = $"There is no {Name} beside the repository.";
    }

    internal static string? FilePath { get; } = Find();

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, Name))) return Path.Combine(folder.FullName, Name);
        return null;
    }
}
