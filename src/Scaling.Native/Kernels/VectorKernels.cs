using System.Numerics;

namespace Scaling.Native.Kernels;

/// <summary>Operations on arrays in the instructions of one <see cref="InstructionPath"/>. Inputs may be the output itself, to the element, or lie
/// apart from it; addresses need no alignment. Integers wrap around. Any of them can be called by several threads at once.</summary>
/// <typeparam name="T">Single, Double, Int32 or Int64.</typeparam>
public abstract unsafe class VectorKernels<T>
    where T : unmanaged, INumber<T>
{
    private protected VectorKernels()
    {
    }

    /// <summary>The path whose instructions they are made of.</summary>
    public abstract InstructionPath Path { get; }

    /// <summary>z[i] = x[i].</summary>
    public abstract void Copy(T* x, T* z, nint count, StoreMode mode);

    /// <summary>z[i] = s x[i].</summary>
    public abstract void Scale(T* x, T scalar, T* z, nint count, StoreMode mode);

    /// <summary>z[i] = x[i] + y[i].</summary>
    public abstract void Add(T* x, T* y, T* z, nint count, StoreMode mode);

    /// <summary>z[i] = x[i] + s.</summary>
    public abstract void AddScalar(T* x, T scalar, T* z, nint count, StoreMode mode);

    /// <summary>z[i] = s x[i] + y[i], rounded once where the processor can do that.</summary>
    public abstract void MultiplyAdd(T* x, T scalar, T* y, T* z, nint count, StoreMode mode);

    /// <summary>z[i] = √x[i], correctly rounded; NaN of negative numbers.</summary>
    /// <exception cref="NotSupportedException">T is an integer.</exception>
    public abstract void SquareRoot(T* x, T* z, nint count, StoreMode mode);

    /// <summary>z[i] = e^x[i], less than 1 unit in the last place from the true value, subnormal results too; NaN stays NaN. An element has the
    /// same bits at any place of an array, and on each path.</summary>
    /// <exception cref="NotSupportedException">T is an integer.</exception>
    public abstract void Exponential(T* x, T* z, nint count, StoreMode mode);

    /// <summary>Σ x[i], in an order that depends on the path, the count and the address. 0 of nothing.</summary>
    public abstract T Sum(T* x, nint count);

    /// <summary>Σ x[i] y[i], in an order that depends on the path, the count and the address. 0 of nothing.</summary>
    public abstract T Dot(T* x, T* y, nint count);

    /// <summary>How many x[i] are greater than the threshold; NaN is not.</summary>
    public abstract long CountGreater(T* x, T threshold, nint count);

    /// <summary>z[i] = the bits of x[i] and of y[i]: the traffic of <see cref="Add"/> with next to no work.</summary>
    internal abstract void Merge(T* x, T* y, T* z, nint count, StoreMode mode);

    /// <summary>The bits of all elements: the traffic of <see cref="Sum"/> with next to no work.</summary>
    internal abstract T Gather(T* x, nint count);

    /// <summary>The bits of all elements of both: the traffic of <see cref="Dot"/> with next to no work.</summary>
    internal abstract T Gather(T* x, T* y, nint count);

    /// <summary>Elements of one turn of <see cref="Spin"/>.</summary>
    internal abstract int SpinElements { get; }

    /// <summary>The arithmetic of an operation with all operands in registers.</summary>
    /// <param name="operation">Whose.</param>
    /// <param name="seeds"><see cref="SpinElements"/> numbers.</param>
    /// <param name="operand">The other operand.</param>
    /// <param name="turns">How many times <see cref="SpinElements"/> elements.</param>
    internal abstract T Spin(KernelOperation operation, T* seeds, T operand, nint turns);
}
