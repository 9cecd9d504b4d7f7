using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Scaling.Native.Parallel.Workloads;

/// <summary>Arithmetic in registers: nothing is shared but the processors, so it scales as far as they do.</summary>
public sealed class ComputeWork : IParallelWork
{
    private const int Steps = 500_000;

    private double[] _results = [];

    /// <inheritdoc/>
    public void Start(int workers)
    {
    }

    /// <inheritdoc/>
    public void Run(WorkerTeam team, int tasks, bool keepOutcome, CancellationToken cancellationToken)
    {
        if (_results.Length < tasks) _results = new double[tasks];
        var results = _results;
        team.ForEach(tasks, task =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            results[task] = Compute(task);
        });
    }

    /// <inheritdoc/>
    public double[] Outcome(int tasks) => _results[..tasks];

    /// <summary>Eight chains of multiply-adds, as many as keep two units with a latency of four cycles busy.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Compute(int task)
    {
        var factor = Vector256.Create(0.999_999);
        var term = Vector256.Create(1e-6 * (task + 1));
        Vector256<double> a = term, b = term, c = term, d = term, e = term, f = term, g = term, h = term;
        for (var step = 0; step < Steps; step++)
        {
            a = Vector256.MultiplyAddEstimate(a, factor, term);
            b = Vector256.MultiplyAddEstimate(b, factor, term);
            c = Vector256.MultiplyAddEstimate(c, factor, term);
            d = Vector256.MultiplyAddEstimate(d, factor, term);
            e = Vector256.MultiplyAddEstimate(e, factor, term);
            f = Vector256.MultiplyAddEstimate(f, factor, term);
            g = Vector256.MultiplyAddEstimate(g, factor, term);
            h = Vector256.MultiplyAddEstimate(h, factor, term);
        }

        return Vector256.Sum(a + b + c + d + e + f + g + h);
    }
}
