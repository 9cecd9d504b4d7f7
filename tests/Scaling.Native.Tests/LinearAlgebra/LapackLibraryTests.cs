using Scaling.Native.LinearAlgebra;
using Scaling.Native.LinearAlgebra.Libraries;
using Scaling.Native.Measuring;
using Xunit;

namespace Scaling.Native.Tests.LinearAlgebra;

public sealed class LapackLibraryTests
{
    private static readonly string WithoutRoutines =
        OperatingSystem.IsWindows() ? "kernel32.dll" : OperatingSystem.IsMacOS() ? "libSystem.dylib" : "libc.so.6";

    [Fact]
    public void A_library_that_is_not_there_is_not_loaded()
    {
        var e = Assert.Throws<LapackException>(() => LapackLibrary.Load("no-such-library.so"));
        Assert.Equal(("no-such-library.so", false), (e.Library, e.IsLoaded));
    }

    [Fact]
    public void A_library_without_the_routines_is_told_from_one_that_is_not_there()
    {
        var e = Assert.Throws<LapackException>(() => LapackLibrary.Load(WithoutRoutines));
        Assert.Equal((WithoutRoutines, true), (e.Library, e.IsLoaded));
    }

    [LapackFact]
    public void A_library_inverts_what_is_to_us_the_same_matrix()
    {
        var library = LapackLibrary.Find()!;
        Assert.NotEmpty(library.Name);
        using var inverter = new MatrixInverter(1);
        foreach (var size in new[] { 0, 1, 2, 33, 150, 512 })
        {
            using var matrix = KernelPaths.Random(size);
            using var inverse = KernelPaths.Copy(matrix);
            Assert.Null(library.Invert(inverse));
            var quality = InverseQuality.Of(matrix, inverse, inverter.Residual(matrix, inverse));
            Assert.Equal(InverseStatus.Regular, quality.Status);
            Assert.InRange(quality.ScaledResidual!.Value, 0, 1);
        }
    }

    [LapackFact]
    public void A_library_names_the_column_without_a_pivot()
    {
        using var matrix = KernelPaths.Random(40);

        // To Fortran this is a column.
        matrix.Row(17).Clear();
        Assert.Equal(17, LapackLibrary.Find()!.Invert(matrix));
    }

    [LapackFact]
    public void A_librarys_call_is_left_behind_when_it_is_stopped_and_keeps_its_memory()
    {
        using var stop = new CancellationTokenSource();
        using var matrix = KernelPaths.Random(1200);
        var method = new LibraryInverse(LapackLibrary.Find()!, 1);
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => method.Invert(matrix, stop.Token));
        matrix.Dispose();
    }

    [LapackFact]
    public void A_librarys_number_of_threads_is_what_it_was_after_a_comparison()
    {
        var library = LapackLibrary.Find()!;
        var before = library.Threads;
        using var matrix = KernelPaths.Random(20);
        new InverseComparison(matrix, [1, 2], null, [library, library]).Dispose();
        Assert.Equal(before, library.Threads);
    }

    [LapackFact]
    public void Our_rows_come_first_and_the_librarys_inverse_is_ours_within_the_condition()
    {
        using var matrix = RandomMatrix.Symmetric(300, 5);
        using var comparison = new InverseComparison(matrix, [1, 2], null, [LapackLibrary.Find()!]);
        var rows = comparison.Measure(new MeasuringSession(MeasuringOptions.Quick with { TimeLimit = TimeSpan.FromSeconds(0.5) }, 1), default);
        Assert.Equal("Scaling", rows[0].Library);
        Assert.Equal([1, 2], rows.Take(2).Select(row => row.Workers!.Value));
        Assert.Equal(0, rows[1].Measurement.OutcomeDifference);
        Assert.NotEqual("Scaling", rows[^1].Library);
        Assert.All(rows, row => Assert.True(row.Measurement.OutcomeEqual));
        Assert.All(rows, row => Assert.Equal(InverseStatus.Regular, row.Quality.Status));
    }
}
