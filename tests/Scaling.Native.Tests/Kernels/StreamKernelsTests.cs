using Scaling.Native.Kernels;
using Xunit;

namespace Scaling.Native.Tests.Kernels;

[Trait("Category", "Kernels")]
public sealed class StreamKernelsTests
{
    private const int Count = 1003;

    [Fact]
    public void The_four_operations_are_those_of_stream_on_each_path_and_with_either_store()
    {
        foreach (var path in InstructionPath.All)
        {
            foreach (var mode in Enum.GetValues<StoreMode>())
            {
                double[] a = [.. Enumerable.Range(0, Count)], b = new double[Count], c = new double[Count];
                path.Stream.Copy(a, c, mode);
                Assert.Equal(a, c);
                path.Stream.Scale(c, 3, b, mode);
                Assert.Equal(a.Select(x => 3 * x), b);
                path.Stream.Add(a, b, c, mode);
                Assert.Equal(Enumerable.Range(0, Count).Select(x => 4.0 * x), c);
                path.Stream.Triad(b, 3, c, a, mode);
                Assert.Equal(Enumerable.Range(0, Count).Select(x => 15.0 * x), a);
            }
        }
    }

    [Fact]
    public void Arrays_of_other_lengths_are_refused()
    {
        var stream = InstructionPath.Best.Stream;
        Assert.Throws<ArgumentException>(() => stream.Copy(new double[3], new double[4], StoreMode.Cached));
        Assert.Throws<ArgumentException>(() => stream.Scale(new double[5], 1, new double[4], StoreMode.Cached));
        Assert.Throws<ArgumentException>(() => stream.Add(new double[4], new double[3], new double[4], StoreMode.Cached));
        Assert.Throws<ArgumentException>(() => stream.Triad(new double[4], 1, new double[5], new double[4], StoreMode.Cached));
    }
}
