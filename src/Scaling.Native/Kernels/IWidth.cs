using System.Numerics;

namespace Scaling.Native.Kernels;

/// <summary>The instructions of one register width, so that a kernel is written once and compiled for each width.</summary>
/// <typeparam name="TVector">A register of elements; for one element at a time, the element itself.</typeparam>
/// <typeparam name="T">Single, Double, Int32 or Int64.</typeparam>
internal unsafe interface IWidth<TVector, T>
    where TVector : struct
    where T : unmanaged, INumber<T>
{
    /// <summary>Elements in a register.</summary>
    static abstract int Count { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Create(T value);

    static abstract TVector Load(T* source);

    static abstract void Store(TVector vector, T* destination);

    /// <summary>Stores past the caches, to a multiple of the register's size.</summary>
    static abstract void StoreNonTemporal(TVector vector, T* destination);

    /// <summary>Leaves the first elements and makes zeros of the others.</summary>
    static abstract TVector KeepFirst(TVector vector, int count);

    /// <summary>Leaves the last elements and makes zeros of the others.</summary>
    static abstract TVector KeepLast(TVector vector, int count);

    static abstract TVector Add(TVector x, TVector y);

    static abstract TVector Multiply(TVector x, TVector y);

    /// <summary>x y + z, rounded once where the processor can do that.</summary>
    static abstract TVector MultiplyAdd(TVector x, TVector y, TVector z);

    /// <summary>Bit by bit.</summary>
    static abstract TVector Or(TVector x, TVector y);

    /// <summary>Of floating-point numbers.</summary>
    static abstract TVector SquareRoot(TVector x);

    /// <summary>Of floating-point numbers; NaN stays NaN.</summary>
    static abstract TVector Clamp(TVector x, TVector least, TVector greatest);

    /// <summary>x 2^k, rounded once, for floating-point numbers x from 1/2 to 2.</summary>
    /// <param name="x">What is scaled.</param>
    /// <param name="k">A whole number.</param>
    /// <param name="shifted">The same number plus the shift of <see cref="PowerOfTwo"/>.</param>
    static abstract TVector ScaleByPowerOfTwo(TVector x, TVector k, TVector shifted);

    /// <summary>Adds 1 to counts, which are integers in the registers' bits, where x is greater.</summary>
    static abstract TVector CountGreater(TVector counts, TVector x, TVector threshold);

    static abstract TVector AddCounts(TVector x, TVector y);

    static abstract long SumCounts(TVector counts);

    static abstract T Sum(TVector x);
}
