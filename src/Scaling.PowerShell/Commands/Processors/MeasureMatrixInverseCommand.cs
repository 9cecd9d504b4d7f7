using System.Management.Automation;
using Scaling.Native.LinearAlgebra;
using Scaling.Native.LinearAlgebra.Libraries;
using Scaling.Native.Measuring;
using Scaling.Native.Processors;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Processors;

/// <summary>Measures how long the inverse of a matrix takes with one thread and with several, by the module's own kernels and by a system's
/// OpenBLAS or MKL, and how good it is.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "MatrixInverse", DefaultParameterSetName = SizeSet)]
[OutputType(typeof(MatrixInverseMeasurement))]
public sealed class MeasureMatrixInverseCommand : MeasuringCommand
{
    private const string SizeSet = "Size";
    private const string MatrixSet = "Matrix";

    private List<LapackLibrary> _libraries = [];
    private int _usable;

    /// <summary>Rows and columns of symmetrical random matrices that are inverted.</summary>
    [Parameter(Position = 0, ParameterSetName = SizeSet)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, 100_000)]
    public int[] Size { get; set; } = [4000];

    /// <summary>A matrix of your own: a two-dimensional array, or an array of rows.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MatrixSet)]
    [ValidateNotNull]
    [Alias("InputObject")]
    public object Matrix { get; set; } = Array.Empty<double>();

    /// <summary>Numbers of threads, a row each; by default one, and as many as processors that the process may use.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, 1024)]
    [RangeTransformation]
    public int[] Workers { get; set; } = [];

    /// <summary>Instructions of the module's kernels: Avx512, Avx2, AdvSimd or Scalar; by default the best that the processor has.</summary>
    [Parameter]
    public MatrixInstructionSet? InstructionSet { get; set; }

    /// <summary>Libraries of BLAS and LAPACK to compare with, as names or paths; by default an OpenBLAS or MKL of the system if there is one,
    /// and none with an empty array.</summary>
    [Parameter]
    [ValidateNotNull]
    public string[] Library { get; set; } = [];

    /// <summary>Makes the random matrices repeatable; a random one is taken, and reported, by default.</summary>
    [Parameter(ParameterSetName = SizeSet)]
    public long? Seed { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        var supported = MatrixInverter.InstructionPaths;
        if (InstructionSet is { } wanted && !supported.Contains(wanted.ToString()))
            ThrowTerminatingError(Errors.InstructionPathNotSupported(wanted.ToString(), supported));
        _usable = ResourceLimits.Workers();
        Workers = [.. (Workers.Length > 0 ? Workers : [1, _usable]).Distinct()];
    }

    protected override void ProcessRecord()
    {
        _libraries = [.. MyInvocation.BoundParameters.ContainsKey(nameof(Library)) ? NamedLibraries() : UsualLibrary()];
        if (ParameterSetName == MatrixSet)
        {
            MeasureGiven();
            return;
        }

        var seed = Seed ?? Random.Shared.NextInt64();
        var sizes = Size.Distinct().Where(Fits).ToList();
        var session = NewSession(sizes.Count);
        foreach (var size in sizes) Measure(session, size, () => RandomMatrix.Symmetric(size, seed, StopToken), seed);
    }

    private void MeasureGiven()
    {
        var (given, error) = MatrixArgument.Of(Matrix);
        if (error is not null) WriteError(error);
        if (given is not null && Fits(given.Size)) Measure(NewSession(1), given.Size, () => CopyOf(given), seed: null);
    }

    private AlignedMatrix? CopyOf(MatrixArgument given)
    {
        var (matrix, error) = given.Copy(StopToken);
        if (error is not null) WriteError(error);
        return matrix;
    }

    private void Measure(MeasuringSession session, int size, Func<AlignedMatrix?> make, long? seed)
    {
        try
        {
            Try(size, () =>
            {
                using var matrix = make();
                if (matrix is null) return;
                using var comparison = new InverseComparison(matrix, Workers, InstructionSet?.ToString(), _libraries);
                var rows = comparison.Measure(session, StopToken);
                if (WarningOf(rows[0].Quality) is { } warning) WriteWarning(FormattableString.Invariant($"The matrix of {size} rows {warning}"));
                foreach (var row in rows)
                    WriteObject(new MatrixInverseMeasurement(row, rows[0].Measurement.MedianSeconds, size, seed) { IsOversubscribed = row.Workers > _usable });
            });
        }
        catch (NotSupportedException e)
        {
            WriteError(Errors.LibraryFailed(e, size));
        }
    }

    private bool Fits(int size)
    {
        var (needed, available) = (InverseComparison.BytesFor(size, Workers, _libraries.Count), ResourceLimits.MemoryBytes());
        if (needed <= available) return true;
        WriteError(Errors.MemoryLimitExceeded(needed, available, size));
        return false;
    }

    private IEnumerable<LapackLibrary> NamedLibraries()
    {
        foreach (var name in Library)
        {
            // A path is relative to $PWD, and the system's loader knows that of the process only; a bare name it searches for.
            var path = name.AsSpan().ContainsAny('/', '\\') ? ResolveDestination(name) : name;
            if (path is null) continue;
            LapackLibrary library;
            try
            {
                library = LapackLibrary.Load(path);
            }
            catch (LapackException e)
            {
                WriteError(Errors.From(e, name));
                continue;
            }

            yield return Tell(library);
        }
    }

    private IEnumerable<LapackLibrary> UsualLibrary()
    {
        if (LapackLibrary.Find() is { } library) yield return Tell(library);
        else WriteVerbose($"No library of BLAS and LAPACK is compared with: there is none of {string.Join(", ", LapackLibrary.UsualNames)}.");
    }

    private LapackLibrary Tell(LapackLibrary library)
    {
        WriteVerbose($"{library.Path}: {library.Description ?? library.Name}, integers of {(library.HasLongIntegers ? 64 : 32)} bits.");
        if (!library.CanSetThreads) WriteVerbose($"{library.Path}: its number of threads cannot be set, so there is one row of it.");
        return library;
    }

    private static string? WarningOf(InverseQuality quality) => quality.Status switch
    {
        InverseStatus.Singular => FormattableString.Invariant(
            $"is singular: column {quality.ZeroPivot} has no pivot. There is no inverse; times are of the attempt."),
        InverseStatus.IllConditioned => FormattableString.Invariant(
            $"is ill-conditioned, its reciprocal condition {quality.ReciprocalCondition:G2}: no digit of the inverse can be relied on."),
        InverseStatus.BadlyScaled => FormattableString.Invariant(
            $"is badly scaled, its reciprocal condition {quality.ReciprocalCondition:G2}: with rows and columns in other units it is regular."),
        InverseStatus.Overflow => "has an inverse with elements that are too large for a double.",
        _ => null,
    };
}
