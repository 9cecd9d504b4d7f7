using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using Scaling.Native.Kernels;
using Scaling.Native.Processors.Vectors;

namespace Scaling.Native.Tests.Processors.Vectors;

/// <summary>The operation as a loop of C# would do it, but for the last elements.</summary>
internal sealed class PlainScript(KernelOperation operation, int leftOut) : ArrayScript
{
    public override string Name => "Plain";

    public override string Path => "C#";

    public override double Run(Array x, Array? y, Array? z, object scalar, long times) => x switch
    {
        float[] array => Run(array, (float[]?)y, (float[]?)z, (float)scalar, MathF.Sqrt, MathF.Exp),
        double[] array => Run(array, (double[]?)y, (double[]?)z, (double)scalar, Math.Sqrt, Math.Exp),
        int[] array => Run(array, (int[]?)y, (int[]?)z, (int)scalar, a => a, a => a),
        long[] array => Run(array, (long[]?)y, (long[]?)z, (long)scalar, a => a, a => a),
        _ => throw new ArgumentException("Not a type of elements.", nameof(x)),
    };

    private double Run<T>(T[] x, T[]? y, T[]? z, T s, Func<T, T> root, Func<T, T> exponential)
        where T : INumber<T>
    {
        var total = T.Zero;
        for (var i = 0; i < x.Length - leftOut; i++)
        {
            switch (operation)
            {
                case KernelOperation.Add: z![i] = x[i] + y![i]; break;
                case KernelOperation.AddScalar: z![i] = x[i] + s; break;
                case KernelOperation.MultiplyAdd: z![i] = s * x[i] + y![i]; break;
                case KernelOperation.SquareRoot: z![i] = root(x[i]); break;
                case KernelOperation.Exponential: z![i] = exponential(x[i]); break;
                case KernelOperation.Sum: total += x[i]; break;
                case KernelOperation.Dot: total += x[i] * y![i]; break;
                case KernelOperation.CompareCount: total += x[i] > s ? T.One : T.Zero; break;
                default: throw new InvalidOperationException(operation.ToString());
            }
        }

        return Convert.ToDouble(total, CultureInfo.InvariantCulture);
    }
}

/// <summary>The same, no faster than six milliseconds.</summary>
internal sealed class SlowScript(KernelOperation operation) : ArrayScript
{
    private readonly PlainScript _plain = new(operation, leftOut: 0);

    public override string Name => "Slow";

    public override string Path => "C#";

    public override double Run(Array x, Array? y, Array? z, object scalar, long times)
    {
        var begin = Stopwatch.GetTimestamp();
        var total = _plain.Run(x, y, z, scalar, times);
        while (Stopwatch.GetElapsedTime(begin) < TimeSpan.FromMilliseconds(6)) Thread.SpinWait(100);
        return total;
    }
}
