using Scaling.Native.Parallel.Laws;
using Xunit;

namespace Scaling.Native.Tests.Parallel.Laws;

public sealed class SpeedupLawTests
{
    [Theory]
    [InlineData(0.05, 1, 1)]
    [InlineData(0.05, 2, 1.9047619047619047)]
    [InlineData(0.05, 4, 3.4782608695652173)]
    [InlineData(0.05, 1024, 19.635666347075743)]
    [InlineData(0, 7, 7)]
    [InlineData(1, 7, 1)]
    public void Amdahl_divides_by_the_serial_part_and_the_share_of_the_rest(double serial, int workers, double speedup) =>
        Assert.Equal(speedup, SpeedupLaw.Amdahl(serial, workers), 1e-14);

    [Theory]
    [InlineData(0.05, 4, 3.85)]
    [InlineData(0.05, 1024, 972.85)]
    // The figures of Gustafson's article: 1024 processors with serial fractions of 0.4 to 0.8 %.
    [InlineData(0.004, 1024, 1019.908)]
    [InlineData(1, 7, 1)]
    public void Gustafson_lets_the_parallel_part_grow(double serial, int workers, double speedup) =>
        Assert.Equal(speedup, SpeedupLaw.Gustafson(serial, workers), 1e-9);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1.8868)]
    [InlineData(4, 3.0769)]
    [InlineData(6, 3.5294)]
    [InlineData(8, 3.5398)]
    [InlineData(10, 3.3557)]
    public void Universal_scalability_has_a_peak(int workers, double speedup) =>
        Assert.Equal(speedup, SpeedupLaw.UniversalScalability(0.02, 0.02, workers), 5e-5);

    [Fact]
    public void Without_coherency_universal_scalability_is_Amdahls_law()
    {
        for (var p = 1; p < 100; p++) Assert.Equal(SpeedupLaw.Amdahl(0.07, p), SpeedupLaw.UniversalScalability(0.07, 0, p), 1e-12);
    }

    [Fact]
    public void The_peak_is_where_one_worker_more_or_less_is_slower()
    {
        Assert.Equal(7, SpeedupLaw.PeakWorkers(0.02, 0.02)!.Value, 1e-12);
        Assert.Equal(SpeedupLaw.UniversalScalability(0.02, 0.02, 7), SpeedupLaw.Maximum(ScalingLaw.UniversalScalability, 0.02, 0.02));
        Assert.Null(SpeedupLaw.PeakWorkers(0.02, 0));
        // Two workers that lose more to each other than they do.
        Assert.Equal(1, SpeedupLaw.PeakWorkers(0.5, 3));
        Assert.Equal(1, SpeedupLaw.Maximum(ScalingLaw.UniversalScalability, 0.5, 3));
    }

    [Fact]
    public void The_maximum_is_what_infinitely_many_workers_reach()
    {
        Assert.Equal(20, SpeedupLaw.Maximum(ScalingLaw.Amdahl, 0.05, 0), 1e-12);
        Assert.Equal(20, SpeedupLaw.Maximum(ScalingLaw.UniversalScalability, 0.05, 0), 1e-12);
        Assert.Equal(double.PositiveInfinity, SpeedupLaw.Maximum(ScalingLaw.Amdahl, 0, 0));
        Assert.Equal(double.PositiveInfinity, SpeedupLaw.Maximum(ScalingLaw.Gustafson, 0.05, 0));
        Assert.Equal(1, SpeedupLaw.Maximum(ScalingLaw.Gustafson, 1, 0));
    }

    [Fact]
    public void Karp_and_Flatt_find_the_serial_fraction_of_a_speedup_by_Amdahl()
    {
        Assert.Null(SpeedupLaw.KarpFlatt(1, 1));
        for (var p = 2; p < 50; p++) Assert.Equal(0.03, SpeedupLaw.KarpFlatt(SpeedupLaw.Amdahl(0.03, p), p)!.Value, 1e-12);
        // Table of Karp and Flatt, 1990: the linear system on the Cray, 4 processors, speedup 3.08.
        Assert.Equal(0.0996, SpeedupLaw.KarpFlatt(3.08, 4)!.Value, 1e-3);
    }
}
