using Scaling.Native.Processors.Caches;
using Xunit;

namespace Scaling.Native.Tests.Processors.Caches;

public sealed class LatencyPlateausTests
{
    private const long KiB = 1 << 10;
    private const long MiB = 1 << 20;

    /// <summary>Sizes as published, latencies of the same magnitude as published.</summary>
    public static TheoryData<string, (long Bytes, double Nanoseconds)[], double> Machines { get; } = new()
    {
        { "Skylake server", [(32 * KiB, 1.2), (MiB, 4.7), (28 * MiB, 21)], 90 },
        { "Raptor Lake", [(48 * KiB, 0.9), (2 * MiB, 2.8), (36 * MiB, 17)], 80 },
        { "Zen 3 with stacked cache", [(32 * KiB, 0.9), (512 * KiB, 2.7), (96 * MiB, 12)], 70 },
        { "Apple M1", [(128 * KiB, 0.95), (12 * MiB, 5.5)], 97 },
        { "Graviton 2", [(64 * KiB, 1.6), (MiB, 5.2), (32 * MiB, 30)], 105 },
        { "Cortex-A72", [(32 * KiB, 2.7), (MiB, 11)], 140 },
        { "four levels", [(48 * KiB, 0.9), (2 * MiB, 3.4), (24 * MiB, 15), (128 * MiB, 40)], 110 },
    };

    [Theory]
    [MemberData(nameof(Machines))]
    public void Levels_of_a_quiet_machine_are_found_with_their_sizes(string name, (long Bytes, double Nanoseconds)[] caches, double memory) =>
        AssertFinds(name, caches, memory, noise: 0.005, stepsPerOctave: 4);

    [Theory]
    [MemberData(nameof(Machines))]
    public void Levels_of_a_noisy_machine_are_found(string name, (long Bytes, double Nanoseconds)[] caches, double memory) =>
        AssertFinds(name, caches, memory, noise: 0.05, stepsPerOctave: 4);

    [Theory]
    [MemberData(nameof(Machines))]
    public void Three_steps_an_octave_do(string name, (long Bytes, double Nanoseconds)[] caches, double memory) =>
        AssertFinds(name, caches, memory, noise: 0.02, stepsPerOctave: 3);

    [Theory]
    [MemberData(nameof(Machines))]
    public void Single_disturbed_points_make_no_level(string name, (long Bytes, double Nanoseconds)[] caches, double memory) =>
        AssertFinds(name, caches, memory, noise: 0.01, stepsPerOctave: 4, outlierEvery: 7);

    [Fact]
    public void A_recorded_ladder_shows_the_third_cache_that_a_virtual_machine_gets()
    {
        var plateaus = Find(RecordedLadders.EpycVirtualMachine);
        Assert.Equal(4, plateaus.Count);
        Assert.InRange(plateaus[0].BoundaryBytes!.Value, 27 * KiB, 39 * KiB);
        Assert.InRange(plateaus[1].BoundaryBytes!.Value, 512 * KiB, 1280 * KiB);
        Assert.InRange(plateaus[2].BoundaryBytes!.Value, 2 * MiB, 5 * MiB);
        Assert.InRange(plateaus[0].NanosecondsPerLoad, 1.08, 1.16);
        Assert.InRange(plateaus[1].NanosecondsPerLoad, 3.8, 4.1);
        Assert.InRange(plateaus[2].NanosecondsPerLoad, 13, 16);
        Assert.InRange(plateaus[3].NanosecondsPerLoad, 140, 170);
    }

    [Fact]
    public void A_ladder_of_lmbench_gives_the_same_levels()
    {
        var plateaus = Find(RecordedLadders.EpycLmbench);
        Assert.InRange(plateaus[0].BoundaryBytes!.Value, 32 * KiB, 48 * KiB);
        Assert.InRange(plateaus[^1].NanosecondsPerLoad, 190, 230);
        Assert.InRange(plateaus[^2].BoundaryBytes!.Value, MiB, 4 * MiB);
    }

    [Fact]
    public void In_the_noise_of_a_busy_machine_no_level_is_made_up()
    {
        foreach (var ladder in new[] { RecordedLadders.EpycBusy, RecordedLadders.EpycBusyBasePages })
        {
            var plateaus = Find(ladder);
            Assert.InRange(plateaus.Count, 3, 4);
            Assert.InRange(plateaus[0].BoundaryBytes!.Value, 27 * KiB, 39 * KiB);
            Assert.InRange(plateaus[^1].NanosecondsPerLoad, 140, 200);
        }
    }

    [Fact]
    public void A_ladder_within_one_cache_has_one_level_without_a_boundary()
    {
        var sizes = LadderSizes.Between(8 * KiB, 32 * KiB, 4);
        var plateau = Assert.Single(LatencyPlateaus.Find([.. sizes], [.. sizes.Select(_ => 1.1)]));
        Assert.Equal((0, sizes.Count - 1, null), (plateau.First, plateau.Last, plateau.BoundaryBytes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Too_few_points_have_no_levels(int points) =>
        Assert.Empty(LatencyPlateaus.Find(new long[] { 8192 }.AsSpan(0, points), new double[] { 1 }.AsSpan(0, points)));

    [Fact]
    public void Sizes_and_latencies_must_be_as_many() =>
        Assert.Throws<ArgumentException>(() => LatencyPlateaus.Find([1, 2], [1.0]));

    [Fact]
    public void Translation_that_adds_a_tenth_a_doubling_is_no_level()
    {
        var sizes = LadderSizes.Between(8 * KiB, 64 * MiB, 4);
        var latencies = sizes.Select(s => (s <= 64 * KiB ? 1.0 : 80) * Math.Pow(1.08, Math.Log2(s / 8192.0))).ToArray();
        Assert.Equal(2, LatencyPlateaus.Find([.. sizes], latencies).Count);
    }

    private static void AssertFinds(
        string name, (long Bytes, double Nanoseconds)[] caches, double memory, double noise, int stepsPerOctave, int outlierEvery = 0)
    {
        var sizes = LadderSizes.Between(8 * KiB, 8 * caches[^1].Bytes, stepsPerOctave);
        for (var seed = 1; seed <= 5; seed++)
        {
            var latencies = ModelLadder.Latencies(caches, memory, sizes, noise, seed, outlierEvery);
            var plateaus = LatencyPlateaus.Find([.. sizes], latencies);
            Assert.True(caches.Length + 1 == plateaus.Count, $"{name}, seed {seed}: {string.Join("; ", plateaus)}");
            for (var i = 0; i < caches.Length; i++)
            {
                Assert.InRange((double)plateaus[i].BoundaryBytes!.Value / caches[i].Bytes, 0.95, 1.8);
                Assert.InRange(plateaus[i].NanosecondsPerLoad / caches[i].Nanoseconds, 0.9, 1.2);
            }

            Assert.InRange(plateaus[^1].NanosecondsPerLoad / memory, 0.8, 1.1);
        }
    }

    private static IReadOnlyList<LatencyPlateau> Find((long Bytes, double Nanoseconds)[] ladder) =>
        LatencyPlateaus.Find([.. ladder.Select(p => p.Bytes)], [.. ladder.Select(p => p.Nanoseconds)]);
}
