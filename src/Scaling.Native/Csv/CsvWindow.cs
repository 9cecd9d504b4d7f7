using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Scaling.Native.Datasets;

namespace Scaling.Native.Csv;

/// <summary>The part of a text that is in memory: what was read and not yet consumed, and the number of the line it begins on.</summary>
internal sealed class CsvWindow
{
    private readonly CsvByteSource? _source;
    private readonly int _size;
    private int _capacity;

    // Lines are counted when somebody asks, or before their text is dropped.
    private long _line = 1;
    private int _lineOffset;

    internal CsvWindow(CsvByteSource source, int size)
    {
        (_source, _size, _capacity) = (source, size, size);
        Buffer = new byte[size + StructuralCursor.Padding];
    }

    /// <summary>A window of text that is in memory (see <see cref="Show"/>).</summary>
    internal CsvWindow() => Buffer = [];

    internal byte[] Buffer { get; private set; }

    internal int Start { get; private set; }

    internal int End { get; private set; }

    /// <summary>The file ends at <see cref="End"/>.</summary>
    internal bool IsFinal { get; private set; }

    /// <summary>Bytes of text consumed before <see cref="Start"/>.</summary>
    internal long Consumed { get; private set; }

    internal ReadOnlySpan<byte> Text => Buffer.AsSpan(Start, End - Start);

    /// <summary>Number, from 1, of the line on which a place of the buffer lies.</summary>
    internal long LineAt(int offset) => _line + CountLines(Buffer.AsSpan(_lineOffset, offset - _lineOffset));

    /// <summary>Begins anew with this text, on line 1.</summary>
    /// <param name="buffer">The text and its padding.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="isFinal">The file ends there, or a record does.</param>
    internal void Show(byte[] buffer, int end, bool isFinal)
    {
        (Buffer, Start, End, IsFinal) = (buffer, 0, end, isFinal);
        (_line, _lineOffset, Consumed) = (1, 0, 0);
    }

    internal void Consume(int offset)
    {
        Consumed += offset - Start;
        Start = offset;
    }

    /// <summary>Consumes up to and with the next line end behind a place.</summary>
    internal void SkipLine(int offset, CancellationToken cancellationToken)
    {
        Consume(offset);
        while (true)
        {
            var end = Text.IndexOfAny((byte)'\n', (byte)'\r');
            // Whether a line feed follows the last byte is not known yet.
            if (end < 0 || end + 1 == Text.Length && !IsFinal && Text[end] == '\r')
            {
                if (IsFinal)
                {
                    Consume(End);
                    return;
                }

                // What is skipped need not be held; but a CR stays with its line feed.
                Consume(end < 0 ? End : Start + end);
                Fill(cancellationToken);
                continue;
            }

            Consume(Start + end + (Text[end..].StartsWith("\r\n"u8) ? 2 : 1));
            return;
        }
    }

    /// <summary>Reads until the window holds this much text, or all that is left.</summary>
    internal void FillTo(int bytes, CancellationToken cancellationToken)
    {
        while (End - Start < bytes && !IsFinal)
        {
            if (End - Start == _capacity) Grow((int)Math.Min(bytes, _capacity * 2L));
            Fill(cancellationToken);
        }
    }

    /// <summary>Reads on. The buffer grows where all of it is one record.</summary>
    /// <param name="cancellationToken">Checked once.</param>
    /// <exception cref="DatasetException">The source is damaged or not text.</exception>
    internal void Fill(CancellationToken cancellationToken)
    {
        if (_source is null) throw new InvalidOperationException("The text in memory does not go on.");
        cancellationToken.ThrowIfCancellationRequested();
        if (Start > 0)
        {
            CountToStart();
            Text.CopyTo(Buffer);
            (Start, End) = (0, End - Start);
        }

        if (End == _capacity) Grow((int)Math.Min(FieldSpan.MaxLength, _capacity * 2L));

        try
        {
            // No more than a window at a time: where the sample made the buffer larger, what is worked on still stays in the cache.
            var read = _source.Read(Buffer.AsSpan(End, Math.Min(_size, _capacity - End)));
            End += read;
            IsFinal = read == 0;
        }
        catch (DatasetException e)
        {
            throw new DatasetException(e.Error, e.Problem, e) { Line = e.Error == DatasetError.MalformedText ? LineAt(End) : null };
        }
    }

    private void CountToStart() => (_line, _lineOffset) = (LineAt(Start), 0);

    private void Grow(int capacity)
    {
        var larger = new byte[capacity + StructuralCursor.Padding];
        CountToStart();
        Text.CopyTo(larger);
        (Buffer, _capacity) = (larger, capacity);
        (Start, End) = (0, End - Start);
    }

    /// <summary>Line ends of a text: LF, CRLF and CR.</summary>
    internal static long CountLines(ReadOnlySpan<byte> text)
    {
        var lines = 0L;
        ref var bytes = ref MemoryMarshal.GetReference(text);
        var at = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            // A byte of a sum holds so many.
            const int MostAdded = byte.MaxValue;
            var (feed, back) = (Vector256.Create((byte)'\n'), Vector256.Create((byte)'\r'));
            while (text.Length - at >= Vector256<byte>.Count)
            {
                var (sums, returns) = (Vector256<byte>.Zero, Vector256<byte>.Zero);
                var blocks = Math.Min((text.Length - at) / Vector256<byte>.Count, MostAdded);
                for (var i = 0; i < blocks; i++, at += Vector256<byte>.Count)
                {
                    var block = Vector256.LoadUnsafe(ref bytes, (nuint)at);
                    sums -= Vector256.Equals(block, feed);
                    returns |= Vector256.Equals(block, back);
                }

                if (returns != Vector256<byte>.Zero) return CountAllLines(text);
                var (low, high) = Vector256.Widen(sums);
                var (first, second) = Vector256.Widen(low + high);
                lines += Vector256.Sum(first + second);
            }
        }

        return lines + CountAllLines(text[at..]);
    }

    private static long CountAllLines(ReadOnlySpan<byte> text)
    {
        long lines = text.Count((byte)'\n');
        var returns = text.Count((byte)'\r');
        return returns == 0 ? lines : lines + returns - text.Count("\r\n"u8);
    }
}
