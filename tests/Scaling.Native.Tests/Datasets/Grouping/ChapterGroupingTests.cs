using System.Globalization;
using Scaling.Native.Datasets.Grouping;
using Scaling.Tests;
using Xunit;
using static Scaling.Native.Tests.Datasets.Grouping.GroupingData;

namespace Scaling.Native.Tests.Datasets.Grouping;

/// <summary>The chapter's dataset, parsed here by hand, grouped as the chapter does.</summary>
public sealed class ChapterGroupingTests
{
    [ChapterFact]
    public void The_chapters_files_make_434_groups_with_the_exact_weighted_means()
    {
        var rows = new List<object?[]>();
        foreach (var line in File.ReadLines(ChapterData.FilePath!))
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
        Assert.Equal(ChapterData.Exact.Select(e => FormattableString.Invariant($"{e.Key} {e.Value.Mean:F6} {e.Value.Files}")), years);
    }
}
