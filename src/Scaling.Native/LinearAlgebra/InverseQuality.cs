namespace Scaling.Native.LinearAlgebra;

/// <summary>How good an inverse X of A is. ε is 2⁻⁵², norms are the greatest column sums unless said otherwise.</summary>
/// <param name="Status">What it is worth.</param>
/// <param name="ReciprocalCondition">1 / (‖A‖ ‖X‖), which needs no estimate once X is there; 0 for a singular matrix, and where elements of X are too
/// large for a double.</param>
/// <param name="Residual">The greatest absolute element of A X − I; null for a singular matrix.</param>
/// <param name="ScaledResidual">‖A X − I‖ / (n ‖A‖ ‖X‖ ε), the figure of LAPACK's tests, of the order of one or less for a backward stable
/// method; null where the reciprocal condition is 0 for one of these reasons.</param>
/// <param name="ZeroPivot">The column, from 0, whose pivots are all zero; null for a matrix that is not singular.</param>
public sealed record InverseQuality(
    InverseStatus Status, double ReciprocalCondition, double? Residual, double? ScaledResidual, int? ZeroPivot)
{
    /// <summary>2⁻⁵²</summary>
    public const double MachineEpsilon = 2.220446049250313e-16;

    /// <summary>Of a matrix without an inverse.</summary>
    public static InverseQuality Singular(int zeroPivot) => new(InverseStatus.Singular, 0, null, null, zeroPivot);

    /// <param name="matrix">A, all elements finite.</param>
    /// <param name="inverse">X.</param>
    /// <param name="residual">Of the two.</param>
    /// <param name="stop">Looked at for each row.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static InverseQuality Of(AlignedMatrix matrix, AlignedMatrix inverse, InverseResidual residual, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (matrix.Rows == 0) return new InverseQuality(InverseStatus.Regular, 1, 0, 0, null);
        if (!MatrixNorms.IsFinite(inverse, stop))
            return new InverseQuality(InverseStatus.Overflow, 0, residual.Maximum, null, null);

        // One after the other: the product of the norms may overflow where the quotient does not.
        var reciprocal = 1 / MatrixNorms.One(matrix, stop) / MatrixNorms.One(inverse, stop);
        return new InverseQuality(
            StatusOf(reciprocal, matrix, inverse, stop), reciprocal, residual.Maximum,
            residual.One * reciprocal / MachineEpsilon / matrix.Rows, null);
    }

    private static InverseStatus StatusOf(double reciprocalCondition, AlignedMatrix matrix, AlignedMatrix inverse, CancellationToken stop)
    {
        if (reciprocalCondition >= MachineEpsilon) return InverseStatus.Regular;
        return new MatrixScaling(matrix, stop).ReciprocalCondition(matrix, inverse) >= MachineEpsilon
            ? InverseStatus.BadlyScaled
            : InverseStatus.IllConditioned;
    }
}
