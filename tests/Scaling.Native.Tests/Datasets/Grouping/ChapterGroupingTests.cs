using System.Globalization;
using Scaling.Native.Datasets.Grouping;
using Xunit;
using static Scaling.Native.Tests.Datasets.Grouping.GroupingData;

namespace Scaling.Native.Tests.Datasets.Grouping;

/// <summary>The chapter's dataset, parsed here by hand, grouped as the chapter does.</summary>
public sealed class ChapterGroupingTests
{
    [ChapterDataFact]
    public void The_chapters_files_make_434_groups_with_the_exact_weighted_means()
    {
        var rows = new List<object?[]>();
        foreach (var line in File.ReadLines(ChapterDataFactAttribute.File!))
        {
            var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray();
            if (fields[0] == 0) continue;
            var year = (int)Math.Floor((2021 * 12 - fields[1] - 1) / 12d);
            rows.Add([year is >= 2010 and <= 2020 ? year : null, (int)Math.Log2(fields[0]), fields[2]]);
        }

        Assert.Equal(8690, rows.Count);
        var batches = rows.Chunk(1000).Select(r => Batch(Columns("Year int32, BytesLog2 int32, Files int64"), r));
        var groups = Rows(Group(new() { By = ["Year", "BytesLog2"], Aggregates = [new(AggregateFunction.Sum, "Files")] }, batches));

        Assert.Equal(434, groups.Count(g => g[0] is not null));
        Assert.Null(groups[0][0]);
        var years = groups.Where(g => g[0] is not null).GroupBy(g => (int)g[0]!).Select(g =>
        {
            var files = g.Sum(r => (long)r[2]!);
            return FormattableString.Invariant($"{g.Key} {g.Sum(r => (int)r[1]! * (double)(long)r[2]!) / files:F6} {files}");
        });
        Assert.Equal(
            [
                "2010 12.979517 5590287", "2011 14.042263 13197038", "2012 10.669840 17099900", "2013 13.411497 14755151",
                "2014 14.042472 26329321", "2015 11.745618 24896331", "2016 13.543447 43684268", "2017 11.975540 86796099",
                "2018 13.278112 64999463", "2019 13.702498 68314422", "2020 13.228547 51779584",
            ],
            years);
    }
}

/// <summary>Runs where the project's shared folder lies beside the repository, or where SCALING_CHAPTER_DATA names the file.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChapterDataFactAttribute : FactAttribute
{
    public ChapterDataFactAttribute()
    {
        if (File is null) Skip = "The chapter's filesizes_timestamps.txt is not on this machine; name it in SCALING_CHAPTER_DATA.";
    }

    public static string? File { get; } = Find();

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SCALING_CHAPTER_DATA") is { Length: > 0 } named)
            return System.IO.File.Exists(named) ? named : null;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "data", "filesizes_timestamps.txt");
            if (System.IO.File.Exists(file)) return file;
        }

        return null;
    }
}
