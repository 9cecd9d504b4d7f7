namespace Scaling.Native.LinearAlgebra;

/// <summary>Scales rows and columns of a matrix by powers of two so that the greatest element of each is near one (as LAPACK's dgeequb does),
/// to tell a bad choice of units from a bad condition.</summary>
internal sealed class MatrixScaling
{
    private readonly int[] _rows;
    private readonly int[] _columns;
    private readonly CancellationToken _stop;

    /// <param name="matrix">All elements finite.</param>
    /// <param name="stop">Looked at for each row.</param>
    internal MatrixScaling(AlignedMatrix matrix, CancellationToken stop)
    {
        _stop = stop;
        (_rows, _columns) = (new int[matrix.Rows], new int[matrix.Columns]);
        Array.Fill(_columns, int.MinValue);
        for (var row = 0; row < matrix.Rows; row++)
        {
            stop.ThrowIfCancellationRequested();
            var greatest = 0.0;
            foreach (var element in matrix.Row(row)) greatest = Math.Max(greatest, Math.Abs(element));
            _rows[row] = greatest > 0 ? -Math.ILogB(greatest) : 0;
        }

        for (var row = 0; row < matrix.Rows; row++)
        {
            stop.ThrowIfCancellationRequested();
            var elements = matrix.Row(row);
            for (var column = 0; column < elements.Length; column++)
            {
                if (elements[column] != 0) _columns[column] = Math.Max(_columns[column], Math.ILogB(elements[column]) + _rows[row]);
            }
        }

        for (var column = 0; column < _columns.Length; column++) _columns[column] = _columns[column] == int.MinValue ? 0 : -_columns[column];
    }

    /// <summary>1 / (‖R A C‖₁ ‖C⁻¹ A⁻¹ R⁻¹‖₁), R and C the scales of rows and columns.</summary>
    internal double ReciprocalCondition(AlignedMatrix matrix, AlignedMatrix inverse)
    {
        var norm = One(matrix, (row, column) => _rows[row] + _columns[column]);
        var inverseNorm = One(inverse, (row, column) => -_columns[row] - _rows[column]);
        return 1 / norm / inverseNorm;
    }

    private double One(AlignedMatrix matrix, Func<int, int, int> exponent)
    {
        var sums = new double[matrix.Columns];
        for (var row = 0; row < matrix.Rows; row++)
        {
            _stop.ThrowIfCancellationRequested();
            var elements = matrix.Row(row);
            for (var column = 0; column < elements.Length; column++)
            {
                sums[column] += Math.Abs(Math.ScaleB(elements[column], exponent(row, column)));
            }
        }

        return MatrixNorms.Greatest(sums);
    }
}
