namespace Scaling.Native.Sampling.Draws;

/// <summary>A way to draw the rows of a resample one after the other.</summary>
internal abstract class IndexSource
{
    /// <summary>Begins a block.</summary>
    /// <param name="stream">The block's.</param>
    internal abstract IndexDraws Begin(Xoshiro256PlusPlus stream);

    /// <summary>Rows in proportion to their weights, with replacement.</summary>
    internal static IndexSource Of(ReadOnlySpan<ulong> weights) => weights.ContainsAnyExcept(weights[0])
        ? new WeightedIndexSource(AliasTable.FromWeights(weights))
        : new UniformIndexSource(weights.Length);
}

/// <summary>The resamples of one block, in their order.</summary>
internal abstract class IndexDraws
{
    /// <summary>Draws the next resample.</summary>
    /// <param name="rows">Gets as many rows as it has places.</param>
    internal abstract void Next(Span<int> rows);
}

/// <summary>With replacement, in proportion to weights.</summary>
/// <param name="table">Over the rows.</param>
internal sealed class WeightedIndexSource(AliasTable table) : IndexSource
{
    internal override IndexDraws Begin(Xoshiro256PlusPlus stream) => new Draws(table, stream);

    private sealed class Draws(AliasTable table, Xoshiro256PlusPlus stream) : IndexDraws
    {
        private Xoshiro256PlusPlus _stream = stream;

        internal override void Next(Span<int> rows)
        {
            var stream = _stream;
            for (var i = 0; i < rows.Length; i++) rows[i] = table.Draw(ref stream);
            _stream = stream;
        }
    }
}

/// <summary>With replacement, all rows alike.</summary>
/// <param name="rows">How many.</param>
internal sealed class UniformIndexSource(int rows) : IndexSource
{
    internal override IndexDraws Begin(Xoshiro256PlusPlus stream) => new Draws((uint)rows, stream);

    private sealed class Draws(uint count, Xoshiro256PlusPlus stream) : IndexDraws
    {
        private Xoshiro256PlusPlus _stream = stream;

        internal override void Next(Span<int> rows)
        {
            var stream = _stream;
            for (var i = 0; i < rows.Length; i++) rows[i] = (int)stream.NextBelow(count);
            _stream = stream;
        }
    }
}

/// <summary>Without replacement: the first places of a shuffle (Fisher and Yates 1938; Durstenfeld 1964).</summary>
/// <param name="rows">How many; a resample takes fewer.</param>
internal sealed class DistinctIndexSource(int rows) : IndexSource
{
    internal override IndexDraws Begin(Xoshiro256PlusPlus stream) => new Draws(rows, stream);

    private sealed class Draws : IndexDraws
    {
        private readonly int[] _order;
        private Xoshiro256PlusPlus _stream;

        internal Draws(int rows, Xoshiro256PlusPlus stream)
        {
            (_order, _stream) = (new int[rows], stream);
            for (var row = 0; row < rows; row++) _order[row] = row;
        }

        // What the resample before left is as good an order to begin with as any.
        internal override void Next(Span<int> rows)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var other = i + (int)_stream.NextBelow((ulong)(_order.Length - i));
                (_order[i], _order[other]) = (_order[other], _order[i]);
                rows[i] = _order[i];
            }
        }
    }
}

/// <summary>Runs of rows; the last one is cut where the resample is full.</summary>
/// <param name="rows">Of the series.</param>
/// <param name="length">Of a run, or its mean.</param>
/// <param name="method">Where runs begin and end.</param>
internal sealed class SeriesIndexSource(int rows, int length, BlockMethod method) : IndexSource
{
    internal override IndexDraws Begin(Xoshiro256PlusPlus stream) => new Draws(rows, length, method, stream);

    private sealed class Draws(int count, int length, BlockMethod method, Xoshiro256PlusPlus stream) : IndexDraws
    {
        private Xoshiro256PlusPlus _stream = stream;

        internal override void Next(Span<int> rows)
        {
            if (method == BlockMethod.Stationary) NextStationary(rows);
            else NextFixed(rows);
        }

        private void NextFixed(Span<int> rows)
        {
            var starts = (ulong)(method == BlockMethod.Moving ? count - length + 1 : count);
            for (var i = 0; i < rows.Length;)
            {
                var row = (int)_stream.NextBelow(starts);
                for (var end = Math.Min((long)i + length, rows.Length); i < end; i++)
                {
                    rows[i] = row;
                    row = row + 1 == count ? 0 : row + 1;
                }
            }
        }

        // Each row begins a new run with probability 1 / length, which makes runs geometric without a logarithm.
        private void NextStationary(Span<int> rows)
        {
            var row = (int)_stream.NextBelow((ulong)count);
            for (var i = 0; i < rows.Length; i++)
            {
                if (i > 0) row = _stream.NextBelow((ulong)length) == 0 ? (int)_stream.NextBelow((ulong)count) : row + 1 == count ? 0 : row + 1;
                rows[i] = row;
            }
        }
    }
}
