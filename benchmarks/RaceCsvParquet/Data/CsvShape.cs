using System.Text;

namespace Scaling.Benchmarks.RaceCsvParquet.Data;

/// <summary>A kind of file: its columns, and what is in a row.</summary>
internal abstract class CsvShape
{
    internal static readonly IReadOnlyList<CsvShape> All = [new MixedShape(), new WideShape(), new TextShape()];

    internal abstract string Name { get; }

    internal abstract string Description { get; }

    /// <summary>Rows that make a file of about half a gigabyte.</summary>
    internal abstract long DefaultRows { get; }

    internal abstract IReadOnlyList<string> Columns { get; }

    internal void Generate(string path, long rows, ulong seed, CancellationToken cancellationToken)
    {
        using var file = new CsvFile(path);
        foreach (var column in Columns) file.Text(Encoding.UTF8.GetBytes(column));
        file.EndRecord();
        var random = new SplitMix64(seed);
        for (long row = 0; row < rows; row++)
        {
            if (row % 65_536 == 0) cancellationToken.ThrowIfCancellationRequested();
            WriteRow(file, ref random, row);
            file.EndRecord();
        }
    }

    private protected abstract void WriteRow(CsvFile file, ref SplitMix64 random, long row);
}
