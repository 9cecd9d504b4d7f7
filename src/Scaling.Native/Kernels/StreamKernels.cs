namespace Scaling.Native.Kernels;

/// <summary>The four operations of STREAM (McCalpin, Memory Bandwidth and Machine Balance in Current High Performance Computers, 1995), with its names for the arrays,
/// in the instructions of one <see cref="InstructionPath"/>. STREAM counts 16 bytes an element for Copy and Scale and 24 for Add and Triad. Several threads can run
/// them at once, each on a part.</summary>
public sealed unsafe class StreamKernels
{
    private readonly VectorKernels<double> _kernels;

    internal StreamKernels(VectorKernels<double> kernels) => _kernels = kernels;

    /// <summary>c[i] = a[i].</summary>
    public void Copy(double* a, double* c, nint count, StoreMode mode) => _kernels.Copy(a, c, count, mode);

    /// <summary>c[i] = a[i].</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Copy(ReadOnlySpan<double> a, Span<double> c, StoreMode mode)
    {
        ThrowIfNotAsLong(a, c, nameof(a));
        fixed (double* pa = a, pc = c) Copy(pa, pc, c.Length, mode);
    }

    /// <summary>b[i] = s c[i].</summary>
    public void Scale(double* c, double scalar, double* b, nint count, StoreMode mode) => _kernels.Scale(c, scalar, b, count, mode);

    /// <summary>b[i] = s c[i].</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Scale(ReadOnlySpan<double> c, double scalar, Span<double> b, StoreMode mode)
    {
        ThrowIfNotAsLong(c, b, nameof(c));
        fixed (double* pc = c, pb = b) Scale(pc, scalar, pb, b.Length, mode);
    }

    /// <summary>c[i] = a[i] + b[i].</summary>
    public void Add(double* a, double* b, double* c, nint count, StoreMode mode) => _kernels.Add(a, b, c, count, mode);

    /// <summary>c[i] = a[i] + b[i].</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Add(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c, StoreMode mode)
    {
        ThrowIfNotAsLong(a, c, nameof(a));
        ThrowIfNotAsLong(b, c, nameof(b));
        fixed (double* pa = a, pb = b, pc = c) Add(pa, pb, pc, c.Length, mode);
    }

    /// <summary>a[i] = b[i] + s c[i].</summary>
    public void Triad(double* b, double scalar, double* c, double* a, nint count, StoreMode mode) => _kernels.MultiplyAdd(c, scalar, b, a, count, mode);

    /// <summary>a[i] = b[i] + s c[i].</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Triad(ReadOnlySpan<double> b, double scalar, ReadOnlySpan<double> c, Span<double> a, StoreMode mode)
    {
        ThrowIfNotAsLong(b, a, nameof(b));
        ThrowIfNotAsLong(c, a, nameof(c));
        fixed (double* pb = b, pc = c, pa = a) Triad(pb, scalar, pc, pa, a.Length, mode);
    }

    private static void ThrowIfNotAsLong(ReadOnlySpan<double> input, ReadOnlySpan<double> output, string name)
    {
        if (input.Length != output.Length) throw new ArgumentException($"The input has {input.Length} elements, the output {output.Length}.", name);
    }
}
