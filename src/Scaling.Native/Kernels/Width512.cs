using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Scaling.Native.Kernels;

/// <summary>Registers of 512 bits.</summary>
internal readonly unsafe struct Width512<T> : IWidth<Vector512<T>, T>
    where T : unmanaged, INumber<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Count
    {
        [MethodImpl(Inline)]
        get => Vector512<T>.Count;
    }

    public static Vector512<T> Zero
    {
        [MethodImpl(Inline)]
        get => Vector512<T>.Zero;
    }

    [MethodImpl(Inline)]
    public static Vector512<T> Create(T value) => Vector512.Create(value);

    [MethodImpl(Inline)]
    public static Vector512<T> Load(T* source) => Vector512.Load(source);

    [MethodImpl(Inline)]
    public static void Store(Vector512<T> vector, T* destination) => vector.Store(destination);

    [MethodImpl(Inline)]
    public static void StoreNonTemporal(Vector512<T> vector, T* destination) => vector.StoreAlignedNonTemporal(destination);

    [MethodImpl(Inline)]
    public static Vector512<T> KeepFirst(Vector512<T> vector, int count) =>
        vector & Vector512.LessThan(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(count)));

    [MethodImpl(Inline)]
    public static Vector512<T> KeepLast(Vector512<T> vector, int count) =>
        vector & Vector512.GreaterThanOrEqual(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(Count - count)));

    [MethodImpl(Inline)]
    public static Vector512<T> Add(Vector512<T> x, Vector512<T> y) => x + y;

    [MethodImpl(Inline)]
    public static Vector512<T> Multiply(Vector512<T> x, Vector512<T> y) => x * y;

    [MethodImpl(Inline)]
    public static Vector512<T> MultiplyAdd(Vector512<T> x, Vector512<T> y, Vector512<T> z)
    {
        if (typeof(T) == typeof(double)) return Vector512.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();
        if (typeof(T) == typeof(float)) return Vector512.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>();
        return x * y + z;
    }

    [MethodImpl(Inline)]
    public static Vector512<T> Or(Vector512<T> x, Vector512<T> y) => x | y;

    [MethodImpl(Inline)]
    public static Vector512<T> SquareRoot(Vector512<T> x) => Vector512.Sqrt(x);

    // The processor's own minimum and maximum give their second operand where one is not a number.
    [MethodImpl(Inline)]
    public static Vector512<T> Clamp(Vector512<T> x, Vector512<T> least, Vector512<T> greatest) =>
        Vector512.MinNative(greatest, Vector512.MaxNative(least, x));

    [MethodImpl(Inline)]
    public static Vector512<T> ScaleByPowerOfTwo(Vector512<T> x, Vector512<T> k, Vector512<T> shifted)
    {
        if (typeof(T) == typeof(double))
        {
            if (Avx512F.IsSupported) return Avx512F.Scale(x.AsDouble(), k.AsDouble()).As<double, T>();
            var power = shifted.AsInt64() - Vector512.Create(PowerOfTwo.DoubleShiftBits);
            var half = power >>> 1;
            return (x.AsDouble() * DoublePower(half) * DoublePower(power - half)).As<double, T>();
        }
        else
        {
            if (Avx512F.IsSupported) return Avx512F.Scale(x.AsSingle(), k.AsSingle()).As<float, T>();
            var power = shifted.AsInt32() - Vector512.Create(PowerOfTwo.SingleShiftBits);
            var half = power >>> 1;
            return (x.AsSingle() * SinglePower(half) * SinglePower(power - half)).As<float, T>();
        }
    }

    // Adding under the mask is one instruction where subtracting the mask is two.
    [MethodImpl(Inline)]
    public static Vector512<T> CountGreater(Vector512<T> counts, Vector512<T> x, Vector512<T> threshold)
    {
        var mask = Vector512.GreaterThan(x, threshold);
        return sizeof(T) == sizeof(long)
            ? Vector512.ConditionalSelect(mask.AsInt64(), counts.AsInt64() + Vector512<long>.One, counts.AsInt64()).As<long, T>()
            : Vector512.ConditionalSelect(mask.AsInt32(), counts.AsInt32() + Vector512<int>.One, counts.AsInt32()).As<int, T>();
    }

    [MethodImpl(Inline)]
    public static Vector512<T> AddCounts(Vector512<T> x, Vector512<T> y) => sizeof(T) == sizeof(long)
        ? (x.AsInt64() + y.AsInt64()).As<long, T>()
        : (x.AsInt32() + y.AsInt32()).As<int, T>();

    [MethodImpl(Inline)]
    public static long SumCounts(Vector512<T> counts)
    {
        if (sizeof(T) == sizeof(long)) return Vector512.Sum(counts.AsInt64());
        var (low, high) = Vector512.Widen(counts.AsInt32());
        return Vector512.Sum(low + high);
    }

    [MethodImpl(Inline)]
    public static T Sum(Vector512<T> x) => Vector512.Sum(x);

    [MethodImpl(Inline)]
    private static Vector512<double> DoublePower(Vector512<long> biased) => ((biased - Vector512<long>.One) << PowerOfTwo.DoubleFractionBits).AsDouble();

    [MethodImpl(Inline)]
    private static Vector512<float> SinglePower(Vector512<int> biased) => ((biased - Vector512<int>.One) << PowerOfTwo.SingleFractionBits).AsSingle();
}
