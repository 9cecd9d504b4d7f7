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

    /// <summary>b[i] = s c[i].</summary>
    public void Scale(double* c, double scalar, double* b, nint count, StoreMode mode) => _kernels.Scale(c, scalar, b, count, mode);

    /// <summary>c[i] = a[i] + b[i].</summary>
    public void Add(double* a, double* b, double* c, nint count, StoreMode mode) => _kernels.Add(a, b, c, count, mode);

    /// <summary>a[i] = b[i] + s c[i].</summary>
    public void Triad(double* b, double scalar, double* c, double* a, nint count, StoreMode mode) => _kernels.MultiplyAdd(c, scalar, b, a, count, mode);
}
