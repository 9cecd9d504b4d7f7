using Scaling.Native.Kernels;
using Xunit;

namespace Scaling.Native.Tests.Kernels;

[Trait("Category", "Kernels")]
public sealed class StreamKernelsTests
{
    private const int Count = 1003;

    [Fact]
    public unsafe void The_four_operations_are_those_of_stream_on_each_path_and_with_either_store()
    {
        foreach (var path in InstructionPath.All)
        {
            foreach (var mode in Enum.GetValues<StoreMode>())
            {
                double[] a = [.. Enumerable.Range(0, Count)], b = new double[Count], c = new double[Count];
                fixed (double* pa = a, pb = b, pc = c)
                {
                    path.Stream.Copy(pa, pc, Count, mode);
                    Assert.Equal(a, c);
                    path.Stream.Scale(pc, 3, pb, Count, mode);
                    Assert.Equal(a.Select(x => 3 * x), b);
                    path.Stream.Add(pa, pb, pc, Count, mode);
                    Assert.Equal(Enumerable.Range(0, Count).Select(x => 4.0 * x), c);
                    path.Stream.Triad(pb, 3, pc, pa, Count, mode);
                    Assert.Equal(Enumerable.Range(0, Count).Select(x => 15.0 * x), a);
                }
            }
        }
    }
}
