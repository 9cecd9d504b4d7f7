using Scaling.Native.LinearAlgebra.Libraries;
using Scaling.Native.Measuring;

namespace Scaling.Native.LinearAlgebra;

/// <summary>Measures the inversion of one matrix by our own kernels and by libraries, with each number of workers, and how good each
/// inverse is.</summary>
public sealed class InverseComparison : IDisposable
{
    // Within this time threads of OpenBLAS, which wait for more work by yielding the processor, have gone to sleep.
    private static readonly TimeSpan RestTime = TimeSpan.FromMilliseconds(60);

    // Of the bound n ε κ on the relative difference of two inverses that are each backward stable; pivots grow little in practice.
    private const double ToleranceFactor = 10;

    private readonly AlignedMatrix _matrix;
    private readonly AlignedMatrix _inverse;
    private readonly List<InverseMethod> _methods = [];
    private readonly List<MatrixInverter> _inverters = [];
    private readonly InverseMemory _memory = new();
    private readonly (LapackLibrary Library, int Threads)[] _threadsBefore;
    private AlignedMatrix? _reference;
    private bool _needsRest;

    /// <param name="matrix">Square, all elements finite; it stays as it is.</param>
    /// <param name="workers">Numbers of workers, at least one.</param>
    /// <param name="instructionPath">One of <see cref="MatrixInverter.InstructionPaths"/>, or null for the best.</param>
    /// <param name="libraries">Compared with.</param>
    /// <exception cref="ArgumentException">There is no such path, or it is not supported here.</exception>
    /// <exception cref="OutOfMemoryException">There is not as much memory.</exception>
    public InverseComparison(
        AlignedMatrix matrix, IReadOnlyList<int> workers, string? instructionPath, IReadOnlyList<LapackLibrary> libraries)
    {
        _matrix = matrix;
        var kernel = MatrixInverter.KernelOf(instructionPath);
        _threadsBefore = [.. libraries.Select(library => (library, library.Threads))];

        // Before there are threads that somebody would have to end.
        _inverse = new AlignedMatrix(matrix.Rows, matrix.Columns);
        try
        {
            foreach (var count in workers.Select(count => MatrixInverter.WorkersFor(matrix.Rows, count)).Distinct())
            {
                var inverter = new MatrixInverter(count, kernel, BlockCaches.Current, _memory);
                _inverters.Add(inverter);
                _methods.Add(new OwnInverse(inverter));
            }

            foreach (var library in libraries)
            {
                foreach (var count in library.CanSetThreads ? workers : [0]) _methods.Add(new LibraryInverse(library, count));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Bytes that a comparison takes, the matrix itself included: three matrices, or two where there is but one row, the work memory of
    /// one inversion, and a strip for the residual.</summary>
    /// <param name="size">Rows, and columns.</param>
    /// <param name="workers">Numbers of workers, at least one.</param>
    /// <param name="libraries">How many are compared with.</param>
    public static long BytesFor(int size, IReadOnlyList<int> workers, int libraries)
    {
        var counts = workers.Select(count => MatrixInverter.WorkersFor(size, count)).Distinct().ToList();
        var matrices = counts.Count + libraries > 1 ? 3 : 2;
        return matrices * AlignedMatrix.BytesOf(size, size) + MatrixInverter.WorkBytes(size) + BlockedProduct.BytesFor(size, counts.Max());
    }

    /// <returns>One row a number of workers for our own kernels, where small matrices have one for all; then the same for each library.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public IReadOnlyList<InverseRow> Measure(MeasuringSession session, CancellationToken stop)
    {
        var findings = _methods.Select(_ => new Finding()).ToList();
        var measurements = session.Compare([.. _methods.Zip(findings, (method, finding) => VariantOf(method, finding, stop))]);
        return [.. measurements.Select((measurement, i) => RowOf(measurement, _methods[i], findings[i]))];
    }

    public void Dispose()
    {
        foreach (var (library, threads) in _threadsBefore) library.Threads = threads;
        foreach (var inverter in _inverters) inverter.Dispose();
        _inverse.Dispose();
        _reference?.Dispose();
        _memory.Dispose();
    }

    private Variant VariantOf(InverseMethod method, Finding finding, CancellationToken stop) => new()
    {
        Name = FormattableString.Invariant($"{method.Library}, {method.Workers} workers, {_matrix.Rows} rows"),
        Begin = () => method.Begin(_matrix.Rows, stop),
        Prepare = () =>
        {
            if (_needsRest) stop.WaitHandle.WaitOne(RestTime);
            stop.ThrowIfCancellationRequested();
            _inverse.CopyFrom(_matrix, stop);
            method.Prepare();
        },
        Run = _ =>
        {
            finding.ZeroPivot = method.Invert(_inverse, stop);
            _needsRest = method.IsRestless;
        },
        Judge = () => Judge(finding, stop),
    };

    private OutcomeJudgement Judge(Finding finding, CancellationToken stop)
    {
        if (finding.ZeroPivot is { } column)
        {
            finding.Quality = InverseQuality.Singular(column);
            return default;
        }

        var checker = _inverters.MaxBy(inverter => inverter.Workers)!;
        finding.Quality = InverseQuality.Of(_matrix, _inverse, checker.Residual(_matrix, _inverse, stop), stop);
        if (finding.Quality.Status == InverseStatus.Overflow) return default;
        var difference = _reference is null ? 0 : MatrixNorms.Difference(_reference, _inverse, stop) / MatrixNorms.Maximum(_reference, stop);
        if (_reference is null && _methods.Count > 1) (_reference = new AlignedMatrix(_matrix.Rows, _matrix.Columns)).CopyFrom(_inverse, stop);

        // Of an inverse that has no certain digit, nothing follows from a difference.
        var tolerance = ToleranceFactor * _matrix.Rows * InverseQuality.MachineEpsilon / finding.Quality.ReciprocalCondition;
        return new OutcomeJudgement(difference, tolerance < 1 ? tolerance : null);
    }

    private static InverseRow RowOf(Measurement measurement, InverseMethod method, Finding finding) =>
        new(measurement, finding.Quality!, method.Library, method.Description, method.InstructionPath, method.Workers);

    private sealed class Finding
    {
        internal int? ZeroPivot { get; set; }

        internal InverseQuality? Quality { get; set; }
    }
}
