using System.Numerics;
using Scaling.Native.Kernels;
using Xunit;

namespace Scaling.Native.Tests.Kernels;

/// <summary>What kernels are tested over. Paths that the processor lacks are run too: the runtime makes their registers of smaller ones.</summary>
internal static class KernelTheories
{
    internal const int LongestArray = 256;

    // Bytes from a multiple of 64: none, elements of either size, and places that no element would take by itself.
    internal static readonly int[] Offsets = [0, 4, 8, 24, 60, 1, 35];

    public static TheoryData<string, Type> PathsAndTypes { get; } = Product([typeof(float), typeof(double), typeof(int), typeof(long)]);

    public static TheoryData<string, Type> PathsAndFloats { get; } = Product([typeof(float), typeof(double)]);

    internal static InstructionPath Path(string name) => InstructionPath.All.Single(path => path.Name == name);

    /// <summary>Numbers of both signs and many sizes; integers so great that products and sums wrap around.</summary>
    internal static T[] Numbers<T>(int count, int seed)
        where T : unmanaged, INumber<T>
    {
        var random = new Random(seed);
        var values = new T[count];
        for (var i = 0; i < count; i++)
        {
            values[i] = typeof(T) == typeof(double) || typeof(T) == typeof(float)
                ? T.CreateTruncating((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-3, 4)))
                : T.CreateTruncating(random.NextInt64(long.MinValue, long.MaxValue));
        }

        return values;
    }

    private static TheoryData<string, Type> Product(Type[] types)
    {
        var data = new TheoryData<string, Type>();
        foreach (var path in InstructionPath.All)
            foreach (var type in types) data.Add(path.Name, type);
        return data;
    }
}
