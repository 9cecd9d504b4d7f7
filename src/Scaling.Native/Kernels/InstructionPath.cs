using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Scaling.Native.Kernels;

/// <summary>A register width that kernels can be run in, whatever the runtime itself would choose.</summary>
public abstract class InstructionPath
{
    private StreamKernels? _stream;

    private protected InstructionPath()
    {
    }

    /// <summary>All of them, the widest first.</summary>
    public static IReadOnlyList<InstructionPath> All { get; } = [new Path512(), new Path256(), new Path128(), new PathScalar()];

    /// <summary>Those that this processor and the runtime's settings support, the widest first.</summary>
    public static IReadOnlyList<InstructionPath> Supported { get; } = [.. All.Where(path => path.IsSupported)];

    /// <summary>The widest that the runtime prefers. Some processors have 512 bits and are slower with them.</summary>
    public static InstructionPath Best { get; } = Supported.First(path => path.IsPreferred);

    /// <summary>The best where no cache holds the arrays: registers of 512 bits keep memory no busier than those of half the width, and on a
    /// processor that works on them in halves (Zen 4) they took 4 to 6 % more time.</summary>
    public static InstructionPath BestForMemory { get; } = Supported.First(path => path.IsPreferred && path is not Path512);

    /// <summary>Vector512, Vector256, Vector128 or Scalar.</summary>
    public abstract string Name { get; }

    /// <summary>What the registers are worked on with, such as AVX2.</summary>
    public abstract string InstructionSet { get; }

    /// <summary>Whether the processor has it and the runtime's settings leave it on.</summary>
    public abstract bool IsSupported { get; }

    /// <summary>The STREAM operations.</summary>
    public StreamKernels Stream => _stream ??= new StreamKernels(For<double>());

    private protected virtual bool IsPreferred => IsSupported;

    /// <summary>The kernels of a type of elements.</summary>
    /// <typeparam name="T">Single, Double, Int32 or Int64.</typeparam>
    /// <exception cref="NotSupportedException">Another type.</exception>
    public VectorKernels<T> For<T>()
        where T : unmanaged, INumber<T>
    {
        if (typeof(T) != typeof(double) && typeof(T) != typeof(float) && typeof(T) != typeof(long) && typeof(T) != typeof(int))
            throw new NotSupportedException($"There are no kernels for {typeof(T).Name}.");
        return Create<T>();
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private protected abstract VectorKernels<T> Create<T>()
        where T : unmanaged, INumber<T>;

    private sealed class Path512 : InstructionPath
    {
        public override string Name => "Vector512";

        public override string InstructionSet => "AVX-512";

        public override bool IsSupported => Vector512.IsHardwareAccelerated || (Avx512DQ.IsSupported && Avx512BW.IsSupported);

        private protected override bool IsPreferred => Vector512.IsHardwareAccelerated;

        private protected override VectorKernels<T> Create<T>() => new WidthKernels<Width512<T>, Vector512<T>, T>(this);
    }

    private sealed class Path256 : InstructionPath
    {
        public override string Name => "Vector256";

        public override string InstructionSet => "AVX2";

        public override bool IsSupported => Vector256.IsHardwareAccelerated;

        private protected override VectorKernels<T> Create<T>() => new WidthKernels<Width256<T>, Vector256<T>, T>(this);
    }

    private sealed class Path128 : InstructionPath
    {
        public override string Name => "Vector128";

        public override string InstructionSet => AdvSimd.IsSupported ? "NEON" : Avx.IsSupported ? "AVX" : "SSE";

        public override bool IsSupported => Vector128.IsHardwareAccelerated;

        private protected override VectorKernels<T> Create<T>() => new WidthKernels<Width128<T>, Vector128<T>, T>(this);
    }

    private sealed class PathScalar : InstructionPath
    {
        public override string Name => "Scalar";

        public override string InstructionSet => "scalar";

        public override bool IsSupported => true;

        private protected override VectorKernels<T> Create<T>() => new WidthKernels<WidthScalar<T>, T, T>(this);
    }
}
