using System.Numerics;
using Scaling.Native.Kernels;
using Xunit;

namespace Scaling.Native.Tests.Kernels;

[Trait("Category", "Kernels")]
public sealed unsafe class ReductionKernelTests
{
    public static TheoryData<string, Type> PathsAndTypes => KernelTheories.PathsAndTypes;

    [Theory]
    [MemberData(nameof(PathsAndTypes))]
    public void Sums_dot_products_and_counts_of_each_length_and_place_are_those_of_a_plain_loop(string path, Type type)
    {
        if (type == typeof(float)) Compare<float>(path, (a, b) => (float)((double)a * b), 1.0 / (1 << 23));
        else if (type == typeof(double)) Compare<double>(path, (a, b) => a * b, 1.0 / (1L << 52));
        else if (type == typeof(int)) Compare<int>(path, (a, b) => unchecked(a * b), 0);
        else Compare<long>(path, (a, b) => unchecked(a * b), 0);
    }

    [Fact]
    public void What_is_not_a_number_stays_so_in_a_sum_at_each_place()
    {
        foreach (var path in InstructionPath.All)
        {
            for (var count = 1; count <= 70; count++)
            {
                for (var place = 0; place < count; place++)
                {
                    var values = new double[count];
                    values[place] = double.NaN;
                    using var x = new GuardedArray<double>(values, 8);
                    Assert.True(double.IsNaN(path.For<double>().Sum(x.Pointer, count)));
                    Assert.True(double.IsNaN(path.For<double>().Dot(x.Pointer, x.Pointer, count)));
                    Assert.Equal(0, path.For<double>().CountGreater(x.Pointer, 0, count));
                    Assert.Equal(count - 1, path.For<double>().CountGreater(x.Pointer, -1, count));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(PathsAndTypes))]
    public void Long_arrays_are_read_in_two_parts_and_lose_no_element(string path, Type type)
    {
        if (type == typeof(float)) CompareLong<float>(path);
        else if (type == typeof(double)) CompareLong<double>(path);
        else if (type == typeof(int)) CompareLong<int>(path);
        else CompareLong<long>(path);
    }

    [Fact]
    public void Infinities_add_up_as_in_a_plain_loop()
    {
        foreach (var path in InstructionPath.All)
        {
            double[] values = [.. Enumerable.Repeat(1.0, 37), double.PositiveInfinity, .. Enumerable.Repeat(1.0, 30)];
            using var x = new GuardedArray<double>(values, 0);
            Assert.Equal(double.PositiveInfinity, path.For<double>().Sum(x.Pointer, values.Length));
            Assert.Equal(1, path.For<double>().CountGreater(x.Pointer, double.MaxValue, values.Length));
            x.Values[3] = double.NegativeInfinity;
            Assert.True(double.IsNaN(path.For<double>().Sum(x.Pointer, values.Length)));
        }
    }

    [Fact]
    public void Nothing_is_greater_than_what_is_not_a_number_and_zeros_of_both_signs_are_equal()
    {
        foreach (var path in InstructionPath.All)
        {
            using var x = new GuardedArray<float>([.. Enumerable.Repeat(1f, 50)], 0);
            Assert.Equal(0, path.For<float>().CountGreater(x.Pointer, float.NaN, 50));
            using var zeros = new GuardedArray<float>([.. Enumerable.Repeat(0f, 25), .. Enumerable.Repeat(-0f, 25)], 0);
            Assert.Equal(0, path.For<float>().CountGreater(zeros.Pointer, 0, 50));
            Assert.Equal(0, path.For<float>().CountGreater(zeros.Pointer, -0f, 50));
            Assert.Equal(50, path.For<float>().CountGreater(zeros.Pointer, -float.Epsilon, 50));
        }
    }

    [Fact]
    public void The_extremes_of_integers_are_compared_as_signed()
    {
        foreach (var path in InstructionPath.All)
        {
            using var x = new GuardedArray<long>([.. Enumerable.Repeat(long.MinValue, 20), .. Enumerable.Repeat(long.MaxValue, 21)], 0);
            Assert.Equal(21, path.For<long>().CountGreater(x.Pointer, 0, 41));
            Assert.Equal(21, path.For<long>().CountGreater(x.Pointer, long.MinValue, 41));
            Assert.Equal(0, path.For<long>().CountGreater(x.Pointer, long.MaxValue, 41));
        }
    }

    private static void Compare<T>(string path, Func<T, T, T> multiply, double epsilon)
        where T : unmanaged, INumber<T>
    {
        var kernels = KernelTheories.Path(path).For<T>();
        for (var count = 0; count <= KernelTheories.LongestArray; count++)
        {
            var first = KernelTheories.Numbers<T>(count, count);
            var second = KernelTheories.Numbers<T>(count, ~count);
            var threshold = count == 0 ? T.Zero : first[count / 2];
            T sum = T.Zero, dot = T.Zero;
            double sizes = 0, products = 0;
            for (var i = 0; i < count; i++)
            {
                var product = multiply(first[i], second[i]);
                (sum, dot) = (unchecked(sum + first[i]), unchecked(dot + product));
                if (epsilon == 0) continue;
                sizes += Math.Abs(double.CreateTruncating(first[i]));
                products += Math.Abs(double.CreateTruncating(product));
            }

            var greater = first.Count(value => value > threshold);
            foreach (var offset in KernelTheories.Offsets)
            {
                using var x = new GuardedArray<T>(first, offset);
                using var y = new GuardedArray<T>(second, (offset * 3) % 64);
                AssertNear(sum, kernels.Sum(x.Pointer, count), epsilon * count * sizes);
                AssertNear(dot, kernels.Dot(x.Pointer, y.Pointer, count), epsilon * (count + 1) * products);
                Assert.Equal(greater, kernels.CountGreater(x.Pointer, threshold, count));
            }
        }
    }

    private static void CompareLong<T>(string path)
        where T : unmanaged, INumber<T>
    {
        // Around the shortest array that is read in two parts; small whole numbers, so that sums are exact in any order.
        var kernels = KernelTheories.Path(path).For<T>();
        var shortest = (1 << 18) / sizeof(T);
        foreach (var count in Enumerable.Range(shortest - 1, 2 * 64 / sizeof(T) + 2))
        {
            var values = new T[count];
            for (var i = 0; i < count; i++) values[i] = T.CreateTruncating(i % 7);
            values[^1] = T.CreateTruncating(100);
            using var x = new GuardedArray<T>(values, count % 64);
            Assert.Equal(values.Sum(value => long.CreateTruncating(value)), long.CreateTruncating(kernels.Sum(x.Pointer, count)));
            Assert.Equal(values.Count(value => value > T.CreateTruncating(3)), kernels.CountGreater(x.Pointer, T.CreateTruncating(3), count));
        }
    }

    private static void AssertNear<T>(T expected, T actual, double tolerance)
        where T : unmanaged, INumber<T>
    {
        if (expected == actual) return;
        var difference = Math.Abs(double.CreateTruncating(expected) - double.CreateTruncating(actual));
        Assert.True(difference <= tolerance, $"{actual} instead of {expected}");
    }
}
