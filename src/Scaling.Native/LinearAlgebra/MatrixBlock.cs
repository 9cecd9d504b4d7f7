namespace Scaling.Native.LinearAlgebra;

/// <summary>A part of a matrix.</summary>
internal readonly unsafe struct MatrixBlock(double* data, int rows, int columns, nint stride)
{
    /// <summary>The first element.</summary>
    internal double* Data { get; } = data;

    internal int Rows { get; } = rows;

    internal int Columns { get; } = columns;

    /// <summary>Doubles from one row to the next.</summary>
    internal nint Stride { get; } = stride;

    internal double* At(int row, int column) => Data + row * Stride + column;

    internal MatrixBlock Part(int row, int column, int rows, int columns) => new(At(row, column), rows, columns, Stride);

    /// <summary>What is right of and below an element.</summary>
    internal MatrixBlock From(int row, int column) => Part(row, column, Rows - row, Columns - column);
}
