using Scaling.Native.LinearAlgebra.Libraries;

namespace Scaling.Native.LinearAlgebra;

/// <summary>One way to invert, as a row of a comparison.</summary>
internal abstract class InverseMethod
{
    /// <summary>What is called: ours, or a library with its version.</summary>
    internal abstract string Library { get; }

    /// <summary>What the library says of itself.</summary>
    internal virtual string? Description => null;

    /// <summary>The instructions; of a library, what it calls its kernels.</summary>
    internal abstract string? InstructionPath { get; }

    /// <summary>Threads at work; null where a library does not tell.</summary>
    internal abstract int? Workers { get; }

    /// <summary>Whether threads go on spinning for a while after the work, and would disturb who comes next.</summary>
    internal virtual bool IsRestless => false;

    /// <summary>Makes ready for the first of all runs.</summary>
    internal virtual void Begin(int size, CancellationToken stop)
    {
    }

    internal virtual void Prepare()
    {
    }

    /// <returns>The column, from 0, whose pivots are all zero; null when there is an inverse.</returns>
    internal abstract int? Invert(AlignedMatrix matrix, CancellationToken stop);
}

/// <summary>Our own kernels.</summary>
internal sealed class OwnInverse(MatrixInverter inverter) : InverseMethod
{
    // Three blocks, and a team is at work: all that there is to be compiled.
    private const int RehearsedSize = 200;

    internal override string Library => "Scaling";

    internal override string InstructionPath => inverter.InstructionPath;

    internal override int? Workers => inverter.Workers;

    /// <summary>Lets the runtime compile the kernels, as those of a library are: it would be a part of the first time.</summary>
    internal override void Begin(int size, CancellationToken stop)
    {
        using var matrix = RandomMatrix.Uniform(Math.Min(size, RehearsedSize), seed: 1, stop);
        using var inverse = new AlignedMatrix(matrix.Rows, matrix.Columns);
        inverse.CopyFrom(matrix, stop);
        inverter.Invert(inverse, stop);
        inverter.Residual(matrix, inverse, stop);
    }

    internal override int? Invert(AlignedMatrix matrix, CancellationToken stop) => inverter.Invert(matrix, stop);
}

/// <summary>A library of the system.</summary>
internal sealed class LibraryInverse(LapackLibrary library, int threads) : InverseMethod
{
    // Up to here a call ends before anybody gets impatient, and a thread of its own would be a part of the time.
    private const int LargestOnCaller = 1000;

    // Kernels put their blocks on the stack, and threads have little of it on some systems.
    private const int StackBytes = 16 * 1024 * 1024;

    internal override string Library => library.Name;

    internal override string? Description => library.Description;

    internal override string? InstructionPath => library.Kernel;

    internal override int? Workers { get; } = ThreadsOf(library, threads);

    internal override bool IsRestless => Workers is null or > 1;

    internal override void Prepare() => library.Threads = threads;

    internal override int? Invert(AlignedMatrix matrix, CancellationToken stop)
    {
        if (matrix.Rows <= LargestOnCaller) return library.Invert(matrix);
        var ended = new TaskCompletionSource<int?>();
        var thread = new Thread(() => Run(matrix, ended), StackBytes) { IsBackground = true, Name = "Scaling library call" };
        thread.Start();

        // A call cannot be stopped. It is left behind, and keeps the matrix's memory until it ends.
        return ended.Task.WaitAsync(stop).GetAwaiter().GetResult();
    }

    private void Run(AlignedMatrix matrix, TaskCompletionSource<int?> ended)
    {
        try
        {
            ended.SetResult(library.Invert(matrix));
        }
        catch (Exception e)
        {
            ended.SetException(e);
        }
    }

    private static int? ThreadsOf(LapackLibrary library, int threads)
    {
        if (!library.CanSetThreads) return null;
        library.Threads = threads;
        return library.Threads;
    }
}
