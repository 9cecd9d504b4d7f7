using System.Diagnostics;
using System.Numerics.Tensors;
using System.Text.Json;
using Scaling.Native.Kernels;
using Scaling.Native.Memory;
using Scaling.Native.Parallel;
using Scaling.Native.Processors;

// THREADS SAMPLES kernels|tensors OPERATION,COUNT ...: runs loops over doubles, and prints a line of JSON for each.
const int Stagger = 17 * 64;

if (args.Length < 4)
{
    Console.Error.WriteLine("THREADS SAMPLES kernels|tensors OPERATION,COUNT ...");
    return 64;
}

var threads = int.Parse(args[0]);
using var team = threads > 1 ? new WorkerTeam(threads) : null;
foreach (var told in args[3..])
{
    var name = told.Split(',')[0];
    var count = int.Parse(told.Split(',')[1]);
    using var arrays = new Arrays(count, Stagger);
    // Roots and exponentials are as slow as the processor, not as memory.
    var path = Arrays.IsLarge(count) && name is not ("SquareRoot" or "Exponential") ? InstructionPath.BestForMemory : InstructionPath.Best;
    var operation = args[2] == "tensors" ? Tensors.Of(name) : Kernels.Of(name, path, Arrays.IsLarge(count) ? StoreMode.NonTemporal : StoreMode.Cached);
    if (operation is null) continue;
    var run = new Run(operation, arrays, team);
    run.Seconds(1);
    var check = run.Total ?? arrays.SumOfZ();
    long times = 1;

    // Until the runtime has compiled all for good.
    var begin = Stopwatch.GetTimestamp();
    while (Stopwatch.GetElapsedTime(begin) < TimeSpan.FromMilliseconds(400)) run.Seconds(1);
    while (run.Seconds(times) * times < 0.005) times *= 2;
    var seconds = Enumerable.Range(0, int.Parse(args[1])).Select(_ => run.Seconds(times)).ToArray();
    Console.WriteLine(JsonSerializer.Serialize(new { operation = name, count, check, seconds, path = path.InstructionSet }));
    Console.Out.Flush();
}

return 0;

/// <summary>Does an operation on a part of the arrays; sets the total where it gives a number.</summary>
internal unsafe delegate void Operation(double* x, double* y, double* z, int n, ref double total);

internal sealed unsafe class Arrays(int count, int stagger) : IDisposable
{
    // As Measure-VectorSpeedup has it.
    private static readonly long LastCacheBytes = CacheSizes.OfThisMachine().LastLevel;

    private readonly AlignedMemory[] _memory = [new(8L * count), new(8L * count, stagger), new(8L * count, 2 * stagger)];
    private bool _isFilled;

    internal int Count => count;

    /// <summary>Whether the output is larger than the last cache.</summary>
    internal static bool IsLarge(int count) => 8L * count > LastCacheBytes;

    internal double* this[int array] => (double*)_memory[array].Pointer;

    internal void Fill(WorkerTeam? team)
    {
        if (_isFilled) return;
        _isFilled = true;
        Run.Parts(team, count, (_, start, end) =>
        {
            for (var i = start; i < end; i++)
            {
                this[0][i] = i % 7 * 0.25;
                this[1][i] = i % 5 * 0.25 - 0.5;
                this[2][i] = 0;
            }
        });
    }

    internal double SumOfZ()
    {
        var sum = 0.0;
        for (var i = 0; i < count; i++) sum += this[2][i];
        return sum;
    }

    public void Dispose() => Array.ForEach(_memory, memory => memory.Dispose());
}

internal sealed unsafe class Run
{
    private const int CacheLine = 8;

    private readonly Operation _operation;
    private readonly Arrays _arrays;
    private readonly WorkerTeam? _team;
    private readonly double[] _totals;
    private readonly Action<int> _part;

    internal Run(Operation operation, Arrays arrays, WorkerTeam? team)
    {
        (_operation, _arrays, _team) = (operation, arrays, team);
        _totals = new double[team?.Workers ?? 1];
        Array.Fill(_totals, double.NaN);
        _part = worker =>
        {
            var (start, end) = Part(worker, arrays.Count, _totals.Length);
            operation(arrays[0] + start, arrays[1] + start, arrays[2] + start, end - start, ref _totals[worker]);
        };
        arrays.Fill(team);
    }

    internal double? Total => double.IsNaN(_totals[0]) ? null : _totals.Sum();

    internal double Seconds(long times)
    {
        var begin = Stopwatch.GetTimestamp();
        if (_team is null)
        {
            double* x = _arrays[0], y = _arrays[1], z = _arrays[2];
            for (long i = 0; i < times; i++) _operation(x, y, z, _arrays.Count, ref _totals[0]);
        }
        else
        {
            for (long i = 0; i < times; i++) _team.Run(_part);
        }

        return (double)(Stopwatch.GetTimestamp() - begin) / Stopwatch.Frequency / times;
    }

    internal static void Parts(WorkerTeam? team, int count, Action<int, int, int> body)
    {
        if (team is null) body(0, 0, count);
        else team.Run(worker => body(worker, Part(worker, count, team.Workers).Start, Part(worker, count, team.Workers).End));
    }

    private static (int Start, int End) Part(int worker, int count, int workers)
    {
        int Border(int part) => part == workers ? count : (int)((long)count * part / workers) / CacheLine * CacheLine;
        return (Border(worker), Border(worker + 1));
    }
}

internal static unsafe class Kernels
{
    internal static Operation? Of(string name, InstructionPath path, StoreMode mode)
    {
        var kernels = path.For<double>();
        return name switch
        {
            "Copy" => (x, y, z, n, ref total) => kernels.Copy(x, z, n, mode),
            "Scale" => (x, y, z, n, ref total) => kernels.Scale(x, 3, z, n, mode),
            "Add" => (x, y, z, n, ref total) => kernels.Add(x, y, z, n, mode),
            "Triad" => (x, y, z, n, ref total) => kernels.MultiplyAdd(x, 3, y, z, n, mode),
            "AddOne" => (x, y, z, n, ref total) => kernels.AddScalar(x, 1, z, n, mode),
            "AddOneInPlace" => (x, y, z, n, ref total) => kernels.AddScalar(z, 1, z, n, StoreMode.Cached),
            "Sum" => (x, y, z, n, ref total) => total = kernels.Sum(x, n),
            "Dot" => (x, y, z, n, ref total) => total = kernels.Dot(x, y, n),
            "Count" => (x, y, z, n, ref total) => total = kernels.CountGreater(x, 0.5, n),
            "SquareRoot" => (x, y, z, n, ref total) => kernels.SquareRoot(x, z, n, mode),
            "Exponential" => (x, y, z, n, ref total) => kernels.Exponential(x, z, n, mode),
            _ => null,
        };
    }
}

internal static unsafe class Tensors
{
    internal static Operation? Of(string name)
    {
        return name switch
        {
            "Copy" => (x, y, z, n, ref total) => In(x, n).CopyTo(Out(z, n)),
            "Scale" => (x, y, z, n, ref total) => TensorPrimitives.Multiply(In(x, n), 3, Out(z, n)),
            "Add" => (x, y, z, n, ref total) => TensorPrimitives.Add(In(x, n), In(y, n), Out(z, n)),
            "Triad" => (x, y, z, n, ref total) => TensorPrimitives.MultiplyAddEstimate(In(x, n), 3, In(y, n), Out(z, n)),
            "AddOne" => (x, y, z, n, ref total) => TensorPrimitives.Add(In(x, n), 1, Out(z, n)),
            "AddOneInPlace" => (x, y, z, n, ref total) => TensorPrimitives.Add(In(z, n), 1, Out(z, n)),
            "Sum" => (x, y, z, n, ref total) => total = TensorPrimitives.Sum(In(x, n)),
            "Dot" => (x, y, z, n, ref total) => total = TensorPrimitives.Dot(In(x, n), In(y, n)),
            "SquareRoot" => (x, y, z, n, ref total) => TensorPrimitives.Sqrt(In(x, n), Out(z, n)),
            "Exponential" => (x, y, z, n, ref total) => TensorPrimitives.Exp(In(x, n), Out(z, n)),
            _ => null,
        };
    }

    private static ReadOnlySpan<double> In(double* pointer, int count) => new(pointer, count);

    private static Span<double> Out(double* pointer, int count) => new(pointer, count);
}
