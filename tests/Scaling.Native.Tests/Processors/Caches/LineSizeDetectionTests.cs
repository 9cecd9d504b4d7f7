using Scaling.Native.Processors.Caches;
using Xunit;

namespace Scaling.Native.Tests.Processors.Caches;

public sealed class LineSizeDetectionTests
{
    private static readonly int[] Distances = [8, 16, 32, 64, 128, 256];

    [Theory]
    [InlineData(3.66, 3.64, 3.73, 4.96, 4.79, 4.95)]
    [InlineData(3.74, 3.63, 3.66, 4.37, 4.38, 4.37)]
    [InlineData(3.68, 3.90, 3.81, 4.79, 5.16, 4.76)]
    [InlineData(3.86, 3.89, 3.75, 5.35, 5.04, 5.28)]
    public void Recorded_times_of_an_Epyc_show_64_bytes(params double[] times) => Assert.Equal(64, LineSizeDetection.Find(Distances, times));

    [Theory]
    [InlineData(16)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    public void Any_line_is_found_in_noise(int line)
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var times = Distances.Select(d => (d < line ? 9 : 14) * (1 + 0.1 * random.NextDouble())).ToArray();
            Assert.Equal(line, LineSizeDetection.Find(Distances, times));
        }
    }

    [Fact]
    public void Level_times_show_no_line() => Assert.Null(LineSizeDetection.Find(Distances, [3, 3.1, 3, 3.2, 3.1, 3.2]));

    [Fact]
    public void Falling_times_show_no_line() => Assert.Null(LineSizeDetection.Find(Distances, [5, 5, 5, 3, 3, 3]));

    [Fact]
    public void No_times_show_no_line() => Assert.Null(LineSizeDetection.Find([], []));

    [Fact]
    public void Distances_and_times_must_be_as_many() => Assert.Throws<ArgumentException>(() => LineSizeDetection.Find(Distances, [1.0]));
}
