namespace Scaling.Native.Sampling;

/// <summary>
/// A sum kept as the unevaluated sum of two doubles (Dekker 1971; Ogita, Rump and Oishi, "Accurate sum and dot product",
/// SIAM J. Sci. Comput. 26, 2005): as good as if added in twice the precision. A mutable value.
/// </summary>
internal struct CompensatedSum
{
    private double _high;
    private double _low;

    public readonly double Value => _high + _low;

    public void Add(double term)
    {
        var sum = _high + term;
        var added = sum - _high;
        _low += (_high - (sum - added)) + (term - added);
        _high = sum;
    }

    public void AddProduct(double a, double b)
    {
        var product = a * b;
        Add(product);
        _low += Math.FusedMultiplyAdd(a, b, -product);
    }

    /// <summary>The quotient of two sums, with the error of the first division corrected.</summary>
    public readonly double DividedBy(CompensatedSum divisor)
    {
        var denominator = divisor.Value;
        var quotient = Value / denominator;
        var divisorRest = divisor._low - (denominator - divisor._high);
        var rest = Math.FusedMultiplyAdd(-quotient, denominator, _high) + _low - quotient * divisorRest;
        return quotient + rest / denominator;
    }
}
