using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Grouping;
using Xunit;

namespace Scaling.Native.Tests.Datasets.Grouping;

/// <summary>What the process holds is measured alone: other tests allocate as well.</summary>
[Collection(MeasuresTheProcess.Name)]
public sealed class GroupingMemoryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("grouping-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_million_groups_stay_under_sixteen_megabytes()
    {
        const long Limit = 16L << 20;
        const int Groups = 1_000_000;
        using var grouping = new DatasetGrouping(new()
        {
            By = ["K"],
            Aggregates = [new(AggregateFunction.Sum, "V"), new(AggregateFunction.Count)],
            MemoryLimit = Limit,
            TemporaryFolder = _folder,
        });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var first = 0; first < 2 * Groups; first += 50_000) grouping.Add(GroupingSpillTests.Numbers(first, 50_000, Groups));
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var (next, sum) = (0L, 0L);
        foreach (var batch in grouping.Finish())
        {
            foreach (var key in batch.Columns[0].Values<long>()) Assert.Equal(next++, key);
            foreach (var value in batch.Columns[1].Values<long>()) sum += value;
        }

        Assert.Equal(Groups, next);
        Assert.Equal(2L * Groups * (2L * Groups - 1) / 2, sum);
        Assert.InRange(grouping.PeakBytes, 1, Limit);
        Assert.True(held < 2 * Limit, $"{held} bytes held");
        Assert.True(grouping.SpilledBytes > Limit);
    }
}
