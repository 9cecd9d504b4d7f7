namespace Scaling.Native.LinearAlgebra;

/// <summary>Norms of matrices, in one pass over the rows each, with a look at a stop for each row.</summary>
public static class MatrixNorms
{
    /// <summary>The greatest sum of absolute values of a column; infinite where it is too large for a double.</summary>
    public static double One(AlignedMatrix matrix, CancellationToken stop = default)
    {
        var sums = new double[matrix.Columns];
        for (var row = 0; row < matrix.Rows; row++)
        {
            stop.ThrowIfCancellationRequested();
            var elements = matrix.Row(row);
            for (var column = 0; column < elements.Length; column++) sums[column] += Math.Abs(elements[column]);
        }

        return Greatest(sums);
    }

    /// <summary>The greatest absolute value; NaN where there is one.</summary>
    public static double Maximum(AlignedMatrix matrix, CancellationToken stop = default)
    {
        var greatest = 0.0;
        for (var row = 0; row < matrix.Rows; row++)
        {
            stop.ThrowIfCancellationRequested();
            foreach (var element in matrix.Row(row)) greatest = Math.Max(greatest, Math.Abs(element));
        }

        return greatest;
    }

    /// <summary>The greatest absolute value of the difference of two matrices of the same size.</summary>
    public static double Difference(AlignedMatrix first, AlignedMatrix second, CancellationToken stop = default)
    {
        var greatest = 0.0;
        for (var row = 0; row < first.Rows; row++)
        {
            stop.ThrowIfCancellationRequested();
            var one = first.Row(row);
            var other = second.Row(row);
            for (var column = 0; column < one.Length; column++) greatest = Math.Max(greatest, Math.Abs(one[column] - other[column]));
        }

        return greatest;
    }

    /// <summary>Whether no element is infinite or not a number.</summary>
    public static bool IsFinite(AlignedMatrix matrix, CancellationToken stop = default)
    {
        for (var row = 0; row < matrix.Rows; row++)
        {
            stop.ThrowIfCancellationRequested();
            foreach (var element in matrix.Row(row))
            {
                if (!double.IsFinite(element)) return false;
            }
        }

        return true;
    }

    internal static double Greatest(double[] values)
    {
        var greatest = 0.0;
        foreach (var value in values) greatest = Math.Max(greatest, value);
        return greatest;
    }
}
