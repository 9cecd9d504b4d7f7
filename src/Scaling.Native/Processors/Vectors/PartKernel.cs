using System.Numerics;
using Scaling.Native.Kernels;

namespace Scaling.Native.Processors.Vectors;

/// <summary>Does an operation on a part of arrays.</summary>
/// <returns>What the part comes to where one number does, else 0.</returns>
internal unsafe delegate double PartKernel<T>(T* x, T* y, T* z, nint count)
    where T : unmanaged, INumber<T>;

/// <summary>Kernels of a width as <see cref="PartKernel{T}"/>.</summary>
internal static unsafe class PartKernels
{
    internal static PartKernel<T> Of<T>(KernelOperation operation, VectorKernels<T> kernels, T scalar, StoreMode mode)
        where T : unmanaged, INumber<T> => operation switch
        {
            KernelOperation.Add => (x, y, z, n) =>
            {
                kernels.Add(x, y, z, n, mode);
                return 0;
            }
            ,
            KernelOperation.AddScalar => (x, y, z, n) =>
            {
                kernels.AddScalar(x, scalar, z, n, mode);
                return 0;
            }
            ,
            KernelOperation.MultiplyAdd => (x, y, z, n) =>
            {
                kernels.MultiplyAdd(x, scalar, y, z, n, mode);
                return 0;
            }
            ,
            KernelOperation.SquareRoot => (x, y, z, n) =>
            {
                kernels.SquareRoot(x, z, n, mode);
                return 0;
            }
            ,
            KernelOperation.Exponential => (x, y, z, n) =>
            {
                kernels.Exponential(x, z, n, mode);
                return 0;
            }
            ,
            KernelOperation.Sum => (x, y, z, n) => double.CreateTruncating(kernels.Sum(x, n)),
            KernelOperation.Dot => (x, y, z, n) => double.CreateTruncating(kernels.Dot(x, y, n)),
            KernelOperation.CompareCount => (x, y, z, n) => kernels.CountGreater(x, scalar, n),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };

    /// <summary>What reads and writes as much as an operation and does next to nothing else.</summary>
    internal static PartKernel<T> Traffic<T>(KernelOperation operation, VectorKernels<T> kernels, StoreMode mode)
        where T : unmanaged, INumber<T> => (operation.Reads(), operation.Writes()) switch
        {
            (2, 1) => (x, y, z, n) =>
            {
                kernels.Merge(x, y, z, n, mode);
                return 0;
            }
            ,
            (1, 1) => (x, y, z, n) =>
            {
                kernels.Copy(x, z, n, mode);
                return 0;
            }
            ,
            (2, 0) => (x, y, z, n) =>
            {
                kernels.Gather(x, y, n);
                return 0;
            }
            ,
            _ => (x, y, z, n) =>
            {
                kernels.Gather(x, n);
                return 0;
            }
            ,
        };
}
