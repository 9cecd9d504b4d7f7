using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Grouping;
using Xunit;
using static Scaling.Native.Tests.Datasets.Grouping.GroupingData;

namespace Scaling.Native.Tests.Datasets.Grouping;

public sealed class GroupingSpillTests : IDisposable
{
    private static readonly AggregateFunction[] OfAnyType = [AggregateFunction.Min, AggregateFunction.Max, AggregateFunction.CountDistinct];
    private static readonly string[] Summed = ["I", "D", "X", "Wild"];

    private readonly string _folder = Directory.CreateTempSubdirectory("grouping-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string, int> KeysAndGroups => new()
    {
        { "int32", 20_000 },
        { "string", 15_000 },
        { "category", 3_000 },
        { "double", 10_000 },
        { "guid", 10_000 },
        { "int32", 1 },
    };

    [Theory]
    [MemberData(nameof(KeysAndGroups))]
    public void The_result_is_the_same_to_the_last_bit_with_and_without_files(string keyType, int groups)
    {
        var columns = Columns(
            $"K {keyType}, I int32, D decimal(20,2), X double, Wild double, S string, C category, G guid, B boolean, T datetime");
        var random = new Random(groups);
        var rows = Enumerable.Range(0, 48_000).Select(_ => Row(columns[0].Type, random, groups));
        var batches = rows.Chunk(6000).Select(r => Batch(columns, r)).ToList();
        Aggregate[] aggregates =
        [
            new(AggregateFunction.Count),
            .. Summed.SelectMany(c => new Aggregate[] { new(AggregateFunction.Sum, c), new(AggregateFunction.Mean, c) }),
            .. columns[1..].SelectMany(c => OfAnyType.Select(f => new Aggregate(f, c.Name))),
        ];
        var options = new GroupingOptions { By = ["K"], Aggregates = aggregates, TemporaryFolder = _folder };

        var inMemory = Group(options, batches);
        using var grouping = new DatasetGrouping(options with { MemoryLimit = 4L << 20 });
        foreach (var batch in batches) grouping.Add(batch);
        var merged = grouping.Finish().ToList();

        Assert.True(grouping.SpillCount > 1);
        Assert.InRange(grouping.PeakBytes, 1, 4L << 20);
        AssertSame(Rows(inMemory), Rows(merged));
    }

    [Fact]
    public void Files_are_merged_in_several_rounds_when_there_are_many()
    {
        using var grouping = new DatasetGrouping(new()
        {
            By = ["K"],
            Aggregates = [new(AggregateFunction.Sum, "V"), new(AggregateFunction.CountDistinct, "V"), new(AggregateFunction.Max, "V")],
            MemoryLimit = GroupingOptions.MinMemoryLimit,
            TemporaryFolder = _folder,
        });
        const int Keys = 100_003;
        var input = Enumerable.Range(0, 400_000).Select(n => new object?[] { n * 7919L % Keys, n % 3 });
        foreach (var chunk in input.Chunk(50_000)) grouping.Add(Batch(Columns("K int64, V int32"), chunk));

        var rows = Rows(grouping.Finish());

        Assert.True(grouping.SpillCount > 64, $"{grouping.SpillCount} files");
        Assert.InRange(grouping.PeakBytes, 1, GroupingOptions.MinMemoryLimit);
        Assert.Equal(Enumerable.Range(0, Keys).Select(k => (object?)(long)k), rows.Select(r => r[0]));
        Assert.Equal(Enumerable.Range(0, 400_000).Sum(n => (long)(n % 3)), rows.Sum(r => (long)r[1]!));
        Assert.All(rows, r => Assert.InRange((long)r[2]!, 2, 3));
    }

    [Fact]
    public void More_distinct_values_in_one_group_than_fit_into_memory_are_counted()
    {
        using var grouping = new DatasetGrouping(new()
        {
            By = ["K"],
            Aggregates = [new(AggregateFunction.CountDistinct, "V"), new(AggregateFunction.CountDistinct, "S")],
            MemoryLimit = GroupingOptions.MinMemoryLimit,
            TemporaryFolder = _folder,
        });
        var rows = Enumerable.Range(0, 200_000).Select(n => new object?[] { true, n % 120_000, $"text {n % 90_001}" });
        foreach (var chunk in rows.Chunk(50_000)) grouping.Add(Batch(Columns("K boolean, V int32, S string"), chunk));

        Assert.Equal([true, 120_000L, 90_001L], Assert.Single(Rows(grouping.Finish())));
        Assert.InRange(grouping.PeakBytes, 1, GroupingOptions.MinMemoryLimit);
    }

    [Theory]
    [InlineData("S", "Count")]
    [InlineData("K", "Max")]
    [InlineData("K", "CountDistinct")]
    public void A_value_larger_than_the_memory_is_a_clear_error(string by, string function)
    {
        var aggregate = new Aggregate(Enum.Parse<AggregateFunction>(function), function == "Count" ? null : "S");
        var large = new string('x', 2 << 20);

        var error = Assert.Throws<DatasetException>(() => Group(
            new() { By = [by], Aggregates = [aggregate], MemoryLimit = GroupingOptions.MinMemoryLimit, TemporaryFolder = _folder },
            Batch("K int32, S string", [1, "small"], [1, large])));

        Assert.Equal(DatasetError.MemoryLimitExceeded, error.Error);
        Assert.Contains("1,048,576", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_texts_that_fit_one_by_one_are_grouped_in_little_memory()
    {
        var rows = Enumerable.Range(0, 400).Select(i => new object?[]
            { $"{i % 40:D3}" + new string('k', 30_000), new string((char)('a' + i % 7), 20_000) });
        var options = new GroupingOptions
        {
            By = ["K"],
            Aggregates = [new(AggregateFunction.Max, "V"), new(AggregateFunction.CountDistinct, "V"), new(AggregateFunction.Count)],
            TemporaryFolder = _folder,
        };
        var batch = Batch(Columns("K string, V string"), rows);

        AssertSame(Rows(Group(options, batch)), Rows(Group(options with { MemoryLimit = GroupingOptions.MinMemoryLimit }, batch)));
    }

    [Fact]
    public void Temporary_files_are_gone_after_success_and_after_failure()
    {
        var options = new GroupingOptions
        {
            By = ["K"],
            Aggregates = [new(AggregateFunction.Sum, "V")],
            MemoryLimit = GroupingOptions.MinMemoryLimit,
            TemporaryFolder = _folder,
        };
        var rows = Enumerable.Range(0, 60_000).Select(i => new object?[] { i, 1L }).ToList();
        Group(options, Batch(Columns("K int32, V int64"), rows));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));

        rows.Add([5, long.MaxValue]);
        var error = Assert.Throws<DatasetException>(() => Group(options, Batch(Columns("K int32, V int64"), rows)));
        Assert.Equal(DatasetError.ValueOverflow, error.Error);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void Temporary_files_have_no_name_others_could_open()
    {
        if (OperatingSystem.IsWindows()) return;
        using var grouping = new DatasetGrouping(new()
        {
            By = ["K"],
            MemoryLimit = GroupingOptions.MinMemoryLimit,
            TemporaryFolder = _folder,
        });

        grouping.Add(Numbers(0, 65_536, 65_536));

        Assert.True(grouping.SpillCount > 0);
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    internal static DatasetBatch Numbers(int first, int count, int groups)
    {
        var keys = (FixedColumnBuilder<long>)ColumnBuilder.Create(ColumnType.Int64);
        var values = (FixedColumnBuilder<int>)ColumnBuilder.Create(ColumnType.Int32);
        for (var n = first; n < first + count; n++)
        {
            // A permutation, as the multiplier shares no factor with the number of groups.
            keys.Append(n * 7919L % groups);
            values.Append(n);
        }

        return new(new(Columns("K int64, V int32")), [keys.Build(), values.Build()], count, new(null));
    }

    private static object?[] Row(ColumnType keyType, Random random, int groups)
    {
        var key = random.Next(groups);
        object?[] row =
        [
            keyType.Kind switch
            {
                ColumnKind.Int32 => key,
                ColumnKind.Double => key / 7d,
                ColumnKind.Guid => new Guid(key, 0, 0, new byte[8]),
                _ => $"key {key} " + new string('p', key % 5 * 20),
            },
            random.Next(1000),
            random.Next(1_000_000) / 100m,
            random.NextDouble() * 1000,
            (random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-250, 250)),
            $"value {random.Next(5000)}",
            $"category {random.Next(50)}",
            new Guid(random.Next(3000), 1, 2, new byte[8]),
            random.Next(2) == 0,
            DateTime.UnixEpoch.AddMinutes(random.Next(100_000)),
        ];
        for (var i = 0; i < row.Length; i++)
            if (random.Next(12) == 0) row[i] = null;
        return row;
    }
}
