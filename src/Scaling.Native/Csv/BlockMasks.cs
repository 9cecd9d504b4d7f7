namespace Scaling.Native.Csv;

/// <summary>Which of 64 bytes are a delimiter, a quote, a line feed or a carriage return: bit <c>i</c> stands for byte <c>i</c>.</summary>
internal readonly record struct BlockMasks(ulong Delimiters, ulong Quotes, ulong Feeds, ulong Returns)
{
    /// <summary>Only the bytes that belong to the text.</summary>
    internal BlockMasks Within(ulong text) => new(Delimiters & text, Quotes & text, Feeds & text, Returns & text);
}

/// <summary>Finds a block's masks with one set of instructions.</summary>
internal interface IBlockReader
{
    static abstract string Name { get; }

    static abstract bool IsSupported { get; }

    /// <param name="text">64 readable bytes.</param>
    /// <param name="delimiter">The byte between fields.</param>
    static abstract BlockMasks Read(ref byte text, byte delimiter);

    /// <summary>Bit <c>i</c> is the parity of the bits up to and including <c>i</c>.</summary>
    static abstract ulong PrefixXor(ulong bits);
}
