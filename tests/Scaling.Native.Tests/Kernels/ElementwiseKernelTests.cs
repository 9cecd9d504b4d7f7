using System.Numerics;
using Scaling.Native.Kernels;
using Xunit;

namespace Scaling.Native.Tests.Kernels;

[Trait("Category", "Kernels")]
public sealed unsafe class ElementwiseKernelTests
{
    public static TheoryData<string, Type> PathsAndTypes => KernelTheories.PathsAndTypes;

    public static TheoryData<string, Type> PathsAndFloats => KernelTheories.PathsAndFloats;

    [Theory]
    [MemberData(nameof(PathsAndTypes))]
    public void Arithmetic_of_each_length_and_place_is_that_of_single_elements(string path, Type type)
    {
        if (type == typeof(float)) new Cases<float>(path).Arithmetic((x, s, y) => MathF.FusedMultiplyAdd(s, x, y));
        else if (type == typeof(double)) new Cases<double>(path).Arithmetic((x, s, y) => Math.FusedMultiplyAdd(s, x, y));
        else if (type == typeof(int)) new Cases<int>(path).Arithmetic((x, s, y) => unchecked(s * x + y));
        else new Cases<long>(path).Arithmetic((x, s, y) => unchecked(s * x + y));
    }

    [Theory]
    [MemberData(nameof(PathsAndFloats))]
    public void Square_roots_of_each_length_and_place_are_those_of_single_elements(string path, Type type)
    {
        if (type == typeof(float)) new Cases<float>(path).SquareRoots(MathF.Sqrt);
        else new Cases<double>(path).SquareRoots(Math.Sqrt);
    }

    [Theory]
    [MemberData(nameof(PathsAndFloats))]
    public void Exponentials_have_the_same_bits_at_each_length_and_place_and_on_each_path(string path, Type type)
    {
        if (type == typeof(float)) new Cases<float>(path).Exponentials();
        else new Cases<double>(path).Exponentials();
    }

    [Theory]
    [MemberData(nameof(PathsAndTypes))]
    public void The_output_may_be_an_input(string path, Type type)
    {
        if (type == typeof(float)) new Cases<float>(path).InPlace();
        else if (type == typeof(double)) new Cases<double>(path).InPlace();
        else if (type == typeof(int)) new Cases<int>(path).InPlace();
        else new Cases<long>(path).InPlace();
    }

    [Fact]
    public void Integers_wrap_around()
    {
        foreach (var path in InstructionPath.All)
        {
            using var x = new GuardedArray<int>([.. Enumerable.Repeat(int.MaxValue, 40)], 0);
            using var z = new GuardedArray<int>(new int[40], 0);
            path.For<int>().AddScalar(x.Pointer, 1, z.Pointer, 40, StoreMode.Cached);
            Assert.All(z.Values.ToArray(), value => Assert.Equal(int.MinValue, value));
            using var y = new GuardedArray<long>([.. Enumerable.Repeat(long.MinValue, 40)], 0);
            using var w = new GuardedArray<long>(new long[40], 0);
            path.For<long>().Scale(y.Pointer, -1, w.Pointer, 40, StoreMode.Cached);
            Assert.All(w.Values.ToArray(), value => Assert.Equal(long.MinValue, value));
        }
    }

    [Fact]
    public void Square_roots_and_exponentials_of_integers_are_refused()
    {
        foreach (var path in InstructionPath.All)
        {
            Assert.Throws<NotSupportedException>(() => path.For<int>().SquareRoot(null, null, 0, StoreMode.Cached));
            Assert.Throws<NotSupportedException>(() => path.For<long>().Exponential(null, null, 0, StoreMode.Cached));
        }
    }

    [Fact]
    public void Square_roots_of_negative_numbers_are_not_numbers_and_zeros_keep_their_sign()
    {
        double[] values = [-1, double.NegativeInfinity, double.NaN, -0.0, 0, double.PositiveInfinity, double.Epsilon, double.MaxValue, 4];
        foreach (var path in InstructionPath.All)
        {
            using var x = new GuardedArray<double>(values, 0);
            using var z = new GuardedArray<double>(new double[values.Length], 0);
            path.For<double>().SquareRoot(x.Pointer, z.Pointer, values.Length, StoreMode.Cached);
            for (var i = 0; i < values.Length; i++) AssertSame(Math.Sqrt(values[i]), z.Values[i]);
        }
    }

    private static void AssertSame(double expected, double actual) =>
        Assert.True(double.IsNaN(expected) ? double.IsNaN(actual) : expected.Equals(actual) && double.IsNegative(expected) == double.IsNegative(actual));

    private delegate void Kernel<T>(T* x, T* y, T* z, int count)
        where T : unmanaged, INumber<T>;

    private sealed class Cases<T>(string path)
        where T : unmanaged, INumber<T>
    {
        private readonly VectorKernels<T> _kernels = KernelTheories.Path(path).For<T>();

        internal void Arithmetic(Func<T, T, T, T> multiplyAdd)
        {
            var s = T.CreateTruncating(-7);
            foreach (var mode in Enum.GetValues<StoreMode>())
            {
                Check((x, _, z, n) => _kernels.Copy(x, z, n, mode), (x, _) => [x]);
                Check((x, _, z, n) => _kernels.Scale(x, s, z, n, mode), (x, _) => [unchecked(s * x)]);
                Check((x, y, z, n) => _kernels.Add(x, y, z, n, mode), (x, y) => [unchecked(x + y)]);
                Check((x, _, z, n) => _kernels.AddScalar(x, s, z, n, mode), (x, _) => [unchecked(x + s)]);

                // Rounded once or twice, as the processor can.
                Check((x, y, z, n) => _kernels.MultiplyAdd(x, s, y, z, n, mode), (x, y) => [multiplyAdd(x, s, y), unchecked(s * x + y)]);
            }
        }

        internal void SquareRoots(Func<T, T> squareRoot)
        {
            foreach (var mode in Enum.GetValues<StoreMode>())
                Check((x, _, z, n) => _kernels.SquareRoot(x, z, n, mode), (x, _) => [squareRoot(x)]);
        }

        internal void Exponentials()
        {
            var scalar = KernelTheories.Path("Scalar").For<T>();
            foreach (var mode in Enum.GetValues<StoreMode>())
            {
                Check(
                    (x, _, z, n) => _kernels.Exponential(x, z, n, mode),
                    (x, _) =>
                    {
                        T alone;
                        scalar.Exponential(&x, &alone, 1, StoreMode.Cached);
                        return [alone];
                    });
            }
        }

        internal void InPlace()
        {
            var s = T.CreateTruncating(3);
            for (var count = 0; count <= KernelTheories.LongestArray; count++)
            {
                var values = KernelTheories.Numbers<T>(count, count);
                var others = KernelTheories.Numbers<T>(count, ~count);
                foreach (var offset in KernelTheories.Offsets)
                {
                    using var x = new GuardedArray<T>(values, offset);
                    using var y = new GuardedArray<T>(others, 0);
                    _kernels.AddScalar(x.Pointer, s, x.Pointer, count, StoreMode.Cached);
                    _kernels.Add(y.Pointer, x.Pointer, x.Pointer, count, StoreMode.NonTemporal);
                    for (var i = 0; i < count; i++) Assert.Equal(unchecked(others[i] + (values[i] + s)), x.Values[i]);
                    Assert.True(x.IsIntact && y.IsIntact);
                }
            }
        }

        private static void Check(Kernel<T> kernel, Func<T, T, T[]> accepted)
        {
            for (var count = 0; count <= KernelTheories.LongestArray; count++)
            {
                var first = KernelTheories.Numbers<T>(count, count);
                var second = KernelTheories.Numbers<T>(count, ~count);
                var expected = first.Zip(second, accepted).ToArray();
                for (var place = 0; place < KernelTheories.Offsets.Length; place++)
                {
                    // Each array at a place of its own, and the output at each place.
                    using var x = new GuardedArray<T>(first, Offset(place + 1));
                    using var y = new GuardedArray<T>(second, Offset(place + 3));
                    using var z = new GuardedArray<T>(new T[count], Offset(place));
                    kernel(x.Pointer, y.Pointer, z.Pointer, count);
                    for (var i = 0; i < count; i++)
                    {
                        if (Array.IndexOf(expected[i], z.Values[i]) < 0)
                            Assert.Fail($"Element {i} of {count} at {Offset(place)}: {z.Values[i]} instead of {string.Join(" or ", expected[i])}");
                    }

                    Assert.True(z.IsIntact, $"Written beyond {count} elements at {Offset(place)}.");
                    Assert.True(first.AsSpan().SequenceEqual(x.Values) && second.AsSpan().SequenceEqual(y.Values));
                }
            }
        }

        private static int Offset(int place) => KernelTheories.Offsets[place % KernelTheories.Offsets.Length];
    }
}
