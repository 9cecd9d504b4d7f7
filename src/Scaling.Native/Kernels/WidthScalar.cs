using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Scaling.Native.Kernels;

/// <summary>One element at a time.</summary>
internal readonly unsafe struct WidthScalar<T> : IWidth<T, T>
    where T : unmanaged, INumber<T>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static int Count => 1;

    public static T Zero => default;

    [MethodImpl(Inline)]
    public static T Create(T value) => value;

    [MethodImpl(Inline)]
    public static T Load(T* source) => *source;

    [MethodImpl(Inline)]
    public static void Store(T vector, T* destination) => *destination = vector;

    [MethodImpl(Inline)]
    public static void StoreNonTemporal(T vector, T* destination)
    {
        if (sizeof(T) == sizeof(long) && Sse2.X64.IsSupported) Sse2.X64.StoreNonTemporal((long*)destination, Unsafe.BitCast<T, long>(vector));
        else if (sizeof(T) == sizeof(int) && Sse2.IsSupported) Sse2.StoreNonTemporal((int*)destination, Unsafe.BitCast<T, int>(vector));
        else *destination = vector;
    }

    [MethodImpl(Inline)]
    public static T KeepFirst(T vector, int count) => count > 0 ? vector : default;

    [MethodImpl(Inline)]
    public static T KeepLast(T vector, int count) => count > 0 ? vector : default;

    [MethodImpl(Inline)]
    public static T Add(T x, T y) => x + y;

    [MethodImpl(Inline)]
    public static T Multiply(T x, T y) => x * y;

    [MethodImpl(Inline)]
    public static T MultiplyAdd(T x, T y, T z)
    {
        if (typeof(T) == typeof(double)) return (T)(object)double.MultiplyAddEstimate((double)(object)x, (double)(object)y, (double)(object)z);
        if (typeof(T) == typeof(float)) return (T)(object)float.MultiplyAddEstimate((float)(object)x, (float)(object)y, (float)(object)z);
        return x * y + z;
    }

    [MethodImpl(Inline)]
    public static T Or(T x, T y) => sizeof(T) == sizeof(long)
        ? Unsafe.BitCast<long, T>(Unsafe.BitCast<T, long>(x) | Unsafe.BitCast<T, long>(y))
        : Unsafe.BitCast<int, T>(Unsafe.BitCast<T, int>(x) | Unsafe.BitCast<T, int>(y));

    [MethodImpl(Inline)]
    public static T SquareRoot(T x) => typeof(T) == typeof(double)
        ? (T)(object)Math.Sqrt((double)(object)x)
        : (T)(object)MathF.Sqrt((float)(object)x);

    [MethodImpl(Inline)]
    public static T Clamp(T x, T least, T greatest) => x < least ? least : x > greatest ? greatest : x;

    [MethodImpl(Inline)]
    public static T ScaleByPowerOfTwo(T x, T k, T shifted)
    {
        if (typeof(T) == typeof(double))
        {
            var power = Unsafe.BitCast<T, long>(shifted) - PowerOfTwo.DoubleShiftBits;
            var half = power >>> 1;
            return (T)(object)((double)(object)x * DoublePower(half) * DoublePower(power - half));
        }
        else
        {
            var power = Unsafe.BitCast<T, int>(shifted) - PowerOfTwo.SingleShiftBits;
            var half = power >>> 1;
            return (T)(object)((float)(object)x * SinglePower(half) * SinglePower(power - half));
        }
    }

    [MethodImpl(Inline)]
    public static T CountGreater(T counts, T x, T threshold) => sizeof(T) == sizeof(long)
        ? Unsafe.BitCast<long, T>(Unsafe.BitCast<T, long>(counts) + (x > threshold ? 1 : 0))
        : Unsafe.BitCast<int, T>(Unsafe.BitCast<T, int>(counts) + (x > threshold ? 1 : 0));

    [MethodImpl(Inline)]
    public static T AddCounts(T x, T y) => sizeof(T) == sizeof(long)
        ? Unsafe.BitCast<long, T>(Unsafe.BitCast<T, long>(x) + Unsafe.BitCast<T, long>(y))
        : Unsafe.BitCast<int, T>(Unsafe.BitCast<T, int>(x) + Unsafe.BitCast<T, int>(y));

    [MethodImpl(Inline)]
    public static long SumCounts(T counts) => sizeof(T) == sizeof(long) ? Unsafe.BitCast<T, long>(counts) : Unsafe.BitCast<T, int>(counts);

    [MethodImpl(Inline)]
    public static T Sum(T x) => x;

    [MethodImpl(Inline)]
    private static double DoublePower(long biased) => BitConverter.Int64BitsToDouble((biased - 1) << PowerOfTwo.DoubleFractionBits);

    [MethodImpl(Inline)]
    private static float SinglePower(int biased) => BitConverter.Int32BitsToSingle((biased - 1) << PowerOfTwo.SingleFractionBits);
}
