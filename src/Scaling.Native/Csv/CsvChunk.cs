using System.Buffers;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>Some whole records of a file, and what became of them.</summary>
internal sealed class CsvChunk(ArrayPool<byte> pool)
{
    private readonly Queue<CsvRows> _rows = new();
    private readonly List<CsvBadRecord> _bad = [];

    internal byte[] Buffer { get; private set; } = [];

    internal int Length { get; set; }

    /// <summary>The text ends with a record, not within the one that cannot be read.</summary>
    internal bool IsWhole { get; set; }

    /// <summary>Bytes of the file's text up to this one's end.</summary>
    internal long TextEnd { get; set; }

    /// <summary>What happens behind the rows. Lines of the file are counted from this text's first as line 1.</summary>
    internal Exception? Failure { get; set; }

    /// <summary>Line ends of the text.</summary>
    internal long Lines { get; private set; }

    /// <summary>Parsed; the next reader of it is the one that delivers.</summary>
    internal bool IsReady { get; set; }

    internal Span<byte> Room(int capacity)
    {
        if (Buffer.Length < capacity + StructuralCursor.Padding)
        {
            var larger = pool.Rent(capacity + StructuralCursor.Padding);
            Buffer.AsSpan(0, Length).CopyTo(larger);
            Return();
            Buffer = larger;
        }

        return Buffer.AsSpan(Length, capacity - Length);
    }

    /// <summary>Gives the text's memory back.</summary>
    internal void Return()
    {
        if (Buffer.Length > 0) pool.Return(Buffer);
        Buffer = [];
    }

    internal void Clear()
    {
        _rows.Clear();
        _bad.Clear();
        (Length, IsWhole, Failure, Lines, IsReady) = (0, true, null, 0, false);
    }

    internal void Parse(CsvRowReader reader, CsvWindow window, CancellationToken cancellationToken)
    {
        window.Show(Buffer, Length, IsWhole);
        try
        {
            while (reader.Read(cancellationToken) is { } rows) _rows.Enqueue(rows);
            Lines = window.LineAt(window.Start) - 1;
        }
        catch (Exception e)
        {
            Failure = e;
        }
    }

    /// <summary>Takes a bad record of this text while it is parsed.</summary>
    internal void Add(CsvBadRecord record) => _bad.Add(record);

    /// <summary>Hands over the bad records, with lines counted from the file's first.</summary>
    internal void TakeBad(long lines, Action<CsvBadRecord> take)
    {
        foreach (var record in _bad) take(record with { Line = lines + record.Line });
        _bad.Clear();
    }

    internal bool TryTake(out CsvRows rows) => _rows.TryDequeue(out rows);

    /// <summary>The failure with its line counted from the file's first, which is line 1.</summary>
    internal Exception? FailureBehind(long lines) => Failure is DatasetException e ? Behind(e, lines) : Failure;

    /// <summary>The same with its line counted from the file's first.</summary>
    internal static DatasetException Behind(DatasetException e, long lines) => e.Line is { } line
        ? new DatasetException(e.Error, e.Problem, e.InnerException) { Line = lines + line, Column = e.Column, Value = e.Value }
        : e;
}
