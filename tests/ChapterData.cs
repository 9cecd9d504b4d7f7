using Xunit;

namespace Scaling.Tests;

/// <summary>The chapter's dataset, which lies beside the repository (../shared/data), and the exact answers of its README.</summary>
internal static class ChapterData
{
    /// <summary>Full path of the dataset, or null where it is not on this machine. SCALING_CHAPTER_DATA names it elsewhere.</summary>
    internal static string? FilePath { get; } = Find();

    /// <summary>Weighted mean of log2(Bytes), and files, by year.</summary>
    internal static IReadOnlyDictionary<int, (double Mean, long Files)> Exact { get; } = new SortedDictionary<int, (double, long)>
    {
        [2010] = (12.979517, 5590287),
        [2011] = (14.042263, 13197038),
        [2012] = (10.669840, 17099900),
        [2013] = (13.411497, 14755151),
        [2014] = (14.042472, 26329321),
        [2015] = (11.745618, 24896331),
        [2016] = (13.543447, 43684268),
        [2017] = (11.975540, 86796099),
        [2018] = (13.278112, 64999463),
        [2019] = (13.702498, 68314422),
        [2020] = (13.228547, 51779584),
    };

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SCALING_CHAPTER_DATA") is { Length: > 0 } named) return File.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", "filesizes_timestamps.txt");
            if (File.Exists(file)) return file;
        }

        return null;
    }
}

/// <summary>A test on the chapter's dataset, skipped where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChapterFactAttribute : FactAttribute
{
    public ChapterFactAttribute()
    {
        if (ChapterData.FilePath is null) Skip = "The chapter's filesizes_timestamps.txt is not on this machine; name it in SCALING_CHAPTER_DATA.";
    }
}
