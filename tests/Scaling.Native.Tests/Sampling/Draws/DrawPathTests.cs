using Scaling.Native.Sampling;
using Scaling.Native.Sampling.Draws;
using Xunit;

namespace Scaling.Native.Tests.Sampling.Draws;

/// <summary>Each path, forced, against a slow reading of what <see cref="DrawPath"/> says of the bytes of the lanes.</summary>
[Trait("Category", "Kernels")]
public sealed unsafe class DrawPathTests
{
    private const int Tile = DrawPath.Tile;

    private static readonly StreamKey Key = new(Seed: 42, Group: 3, Block: 9);

    public static TheoryData<string> Paths => [.. DrawPath.All.Where(p => p.IsSupported).Select(p => p.Name)];

    [Fact]
    public void The_best_path_is_the_first_that_this_machine_supports()
    {
        Assert.Equal(["Avx512Vbmi", "Avx2", "Scalar"], DrawPath.All.Select(p => p.Name));
        Assert.True(DrawPath.All[^1].IsSupported);
        Assert.Same(DrawPath.All.First(p => p.IsSupported), DrawPath.Best);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Numbers_are_the_slots_of_two_bytes_for_every_count_of_draws(string name)
    {
        var path = Path(name);
        foreach (var rows in new[] { 5, 63, 200 })
        {
            var table = SlotTable.TryCreate(Weights(rows))!;
            Assert.Equal(rows < 64 ? 64 : 256, table.Columns);
            for (var draws = 1; draws <= DrawPath.MostDraws; draws++)
            {
                var numbers = new byte[draws * Tile];
                var state = Lanes();
                fixed (ulong* words = state)
                fixed (byte* drawn = numbers) path.Draw(words, table, draws, drawn);
                Assert.Equal(Expected(table, draws, out var left), numbers);
                Assert.Equal(left, state);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_path_goes_on_where_it_stopped_whatever_tables_it_has_made(string name)
    {
        // The first draws of a table are looked up otherwise than the later ones where there are no shuffles.
        var path = Path(name);
        var table = SlotTable.TryCreate(Weights(40))!;
        var state = Lanes();
        var reference = Streams();
        var numbers = new byte[100 * Tile];
        fixed (ulong* words = state)
        fixed (byte* drawn = numbers)
        {
            for (var pass = 0; pass < 6; pass++)
            {
                path.Draw(words, table, 100, drawn);
                Assert.Equal(Numbers(table, 100, reference), numbers);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Sums_are_those_of_the_codes_for_every_count_of_draws_and_bytes(string name)
    {
        var path = Path(name);
        var random = new Random(5);
        foreach (var columns in new[] { SlotTable.FewColumns, SlotTable.ManyColumns })
        {
            for (var bits = 0; bits <= 48; bits += 4)
            {
                var codes = Enumerable.Range(0, columns - 1).Select(_ => random.NextInt64(1L << bits)).ToArray();
                codes[3] = (1L << bits) - 1;
                var table = new CodeTable(codes, columns);
                Assert.Equal((bits + 7) / 8, table.SliceCount);
                foreach (var draws in new[] { 1, 2, 3, 64, 100, 254, DrawPath.MostDraws })
                {
                    var numbers = new byte[draws * Tile];
                    for (var i = 0; i < numbers.Length; i++) numbers[i] = (byte)(draws == DrawPath.MostDraws ? 3 : random.Next(columns));
                    var sums = new long[Tile];
                    Array.Fill(sums, 7);
                    fixed (byte* drawn = numbers)
                    fixed (long* all = sums) path.Sum(drawn, draws, table, all);
                    for (var resample = 0; resample < Tile; resample++)
                    {
                        var expected = 7L;
                        for (var draw = 0; draw < draws; draw++) expected += table.Codes[numbers[draw * Tile + resample]];
                        Assert.Equal(expected, sums[resample]);
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Narrow_sums_are_those_of_the_drawn_codes_and_leave_the_rest_apart(string name)
    {
        var path = Path(name);
        foreach (var rows in new[] { 1, 2, 20, 63 })
        {
            var table = SlotTable.TryCreate(Weights(rows))!;
            var codes = Enumerable.Range(0, rows).Select(i => (long)(DrawPath.LargestNarrow - 2 * i % 128)).ToArray();
            var narrow = new NarrowTable(table, codes);
            for (var draws = 1; draws <= DrawPath.MostDraws; draws++)
            {
                var (state, sums, rests) = (Lanes(), new ushort[Tile], new byte[Tile]);
                ulong any;
                fixed (ulong* words = state)
                fixed (ushort* all = sums)
                fixed (byte* left = rests) any = path.SumNarrow(words, narrow, draws, all, left);
                var numbers = Expected(table, draws, out var expectedState);
                Assert.Equal(expectedState, state);
                for (var resample = 0; resample < Tile; resample++)
                {
                    var drawn = Enumerable.Range(0, draws).Select(draw => numbers[draw * Tile + resample]).ToArray();
                    Assert.Equal(drawn.Count(number => number == table.RestNumber), rests[resample]);
                    Assert.Equal(drawn.Where(number => number != table.RestNumber).Sum(number => codes[number]), sums[resample]);
                    Assert.Equal(rests[resample] != 0, (any >> resample & 1) != 0);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Numbers_are_counted_by_resample(string name)
    {
        var numbers = new byte[DrawPath.MostDraws * Tile];
        new Random(3).NextBytes(numbers);
        for (var i = 0; i < numbers.Length; i++) numbers[i] = i % Tile == 17 ? (byte)63 : (byte)(numbers[i] & 63);
        var counts = new byte[Tile];
        fixed (byte* drawn = numbers, all = counts) Path(name).Count(drawn, DrawPath.MostDraws, 63, all);
        for (var resample = 0; resample < Tile; resample++)
            Assert.Equal(Enumerable.Range(0, DrawPath.MostDraws).Count(draw => numbers[draw * Tile + resample] == 63), counts[resample]);
        Assert.Equal(DrawPath.MostDraws, counts[17]);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Steps_are_those_of_the_eight_streams(string name)
    {
        for (var steps = 1; steps <= 40; steps++)
        {
            var (state, bits) = (Lanes(), new ulong[steps * DrawPath.Lanes]);
            fixed (ulong* words = state, all = bits) Path(name).Step(words, steps, all);
            var streams = Streams();
            for (var step = 0; step < steps; step++)
                for (var lane = 0; lane < DrawPath.Lanes; lane++) Assert.Equal(streams[lane].Next(), bits[step * DrawPath.Lanes + lane]);
            Assert.Equal(State(streams), state);
        }
    }

    private static DrawPath Path(string name) => DrawPath.All.Single(p => p.Name == name);

    private static ulong[] Weights(int count)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count).Select(_ => (ulong)random.NextInt64(1, 1L << 40))];
    }

    private static Xoshiro256PlusPlus[] Streams() =>
        [.. Enumerable.Range(0, DrawPath.Lanes).Select(lane => Key.Open(StreamPurpose.Draws, (ulong)lane))];

    private static ulong[] Lanes() => State(Streams());

    private static ulong[] State(Xoshiro256PlusPlus[] streams)
    {
        var state = new ulong[DrawPath.StateWords];
        fixed (ulong* words = state)
            for (var lane = 0; lane < streams.Length; lane++) streams[lane].CopyTo(words + lane, DrawPath.Lanes);
        return state;
    }

    private static byte[] Expected(SlotTable table, int draws, out ulong[] left)
    {
        var streams = Streams();
        var numbers = Numbers(table, draws, streams);
        left = State(streams);
        return numbers;
    }

    private static byte[] Numbers(SlotTable table, int draws, Xoshiro256PlusPlus[] streams)
    {
        var numbers = new byte[draws * Tile];
        for (var draw = 0; draw < draws; draw++)
        {
            for (var lane = 0; lane < streams.Length; lane++)
            {
                var columns = streams[lane].Next();
                var heights = streams[lane].Next();
                for (var place = 0; place < 8; place++)
                {
                    var column = (int)(columns >> (8 * place) & 0xFF) % table.Columns;
                    var height = (byte)(heights >> (8 * place));
                    numbers[draw * Tile + 8 * lane + place] = height < table.Thresholds[column] ? (byte)column : table.Aliases[column];
                }
            }
        }

        return numbers;
    }
}
