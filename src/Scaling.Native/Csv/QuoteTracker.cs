using System.Runtime.CompilerServices;

namespace Scaling.Native.Csv;

/// <summary>
/// Tells, block by block from a record's start, which separators are outside quotes, as G. Langdale and D. Lemire do for JSON ("Parsing
/// gigabytes of JSON per second", VLDB J. 28, 2019). It vouches only for text whose quotes open fields, close them or are doubled.
/// </summary>
internal struct QuoteTracker()
{
    private ulong _inside;
    private ulong _afterClose;
    private ulong _mayOpen = 1;

    /// <summary>Goes on by a block.</summary>
    /// <param name="masks">Of the block, within the text.</param>
    /// <param name="left">Bytes of text from the block's beginning on.</param>
    /// <param name="isFeedNext">The byte behind the block is a line feed.</param>
    /// <param name="separators">The delimiters and line feeds outside quotes.</param>
    /// <returns>False where quotes stand within unquoted fields or before text, or a carriage return is alone: then nothing is known.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryAdvance<TReader>(in BlockMasks masks, int left, bool isFeedNext, out ulong separators)
        where TReader : struct, IBlockReader
    {
        separators = masks.Delimiters | masks.Feeds;
        var alone = masks.Returns & ~(masks.Feeds >> 1 | (isFeedNext ? 1UL << 63 : 0));
        if ((masks.Quotes | _inside | _afterClose) == 0)
        {
            _mayOpen = separators >> 63;
            return alone == 0;
        }

        var within = TReader.PrefixXor(masks.Quotes) ^ _inside;
        separators &= ~within;
        var (opens, closes) = (masks.Quotes & within, masks.Quotes & ~within);
        var mayOpen = (separators | closes) << 1 | _mayOpen;
        var afterClose = closes << 1 | _afterClose;
        var wrong = opens & ~mayOpen | afterClose & ~(separators | masks.Returns | masks.Quotes) | alone & ~within;
        if (left < 64) wrong &= (1UL << left) - 1;
        _inside = (ulong)((long)within >> 63);
        _afterClose = closes >> 63;
        _mayOpen = (separators | closes) >> 63;
        return wrong == 0;
    }
}
