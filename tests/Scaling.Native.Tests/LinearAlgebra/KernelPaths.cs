using System.Runtime.Intrinsics.X86;
using Scaling.Native.LinearAlgebra;
using Scaling.Native.LinearAlgebra.Kernels;
using Xunit;

namespace Scaling.Native.Tests.LinearAlgebra;

/// <summary>The paths that can run here. That of Arm can on x64 too, since its operations are portable.</summary>
internal static class KernelPaths
{
    internal static IReadOnlyList<string> All { get; } =
        [.. MatrixKernel.All.Where(k => k.IsSupported || (k.Name == "AdvSimd" && Fma.IsSupported)).Select(k => k.Name)];

    internal static TheoryData<string> Names => [.. All];

    internal static MatrixKernel Named(string name) => MatrixKernel.All.Single(k => k.Name == name);

    internal static MatrixInverter Inverter(string path, int workers = 1) => new(workers, Named(path), BlockCaches.Usual, memory: null);

    /// <summary>Elements from −½ to ½; well conditioned, as such matrices are.</summary>
    internal static AlignedMatrix Random(int size, int seed = 7)
    {
        var matrix = RandomMatrix.Uniform(size, seed);
        for (var row = 0; row < size; row++)
        {
            foreach (ref var element in matrix.Row(row)) element -= 0.5;
        }

        return matrix;
    }

    internal static AlignedMatrix Matrix(int rows, int columns, Func<int, int, double> element)
    {
        var matrix = new AlignedMatrix(rows, columns);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++) matrix.Row(row)[column] = element(row, column);
        }

        return matrix;
    }

    internal static AlignedMatrix Copy(AlignedMatrix matrix)
    {
        var copy = new AlignedMatrix(matrix.Rows, matrix.Columns);
        copy.CopyFrom(matrix);
        return copy;
    }

    /// <summary>The elements' bits, which tell −0 from 0.</summary>
    internal static long[] Bits(AlignedMatrix matrix) =>
        [.. Enumerable.Range(0, matrix.Rows).SelectMany(row => matrix.Row(row).ToArray()).Select(BitConverter.DoubleToInt64Bits)];
}
