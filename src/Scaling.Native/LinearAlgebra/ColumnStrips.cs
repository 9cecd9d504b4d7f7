namespace Scaling.Native.LinearAlgebra;

/// <summary>A range of columns cut into strips of equal width, but for the last.</summary>
internal readonly struct ColumnStrips(int from, int to, int width)
{
    internal int Count => Math.Max(0, (to - from + width - 1) / width);

    internal (int Column, int Columns) this[int strip] => (from + strip * width, Math.Min(width, to - from - strip * width));
}
