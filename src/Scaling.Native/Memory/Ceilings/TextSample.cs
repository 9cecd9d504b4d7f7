using System.Text;

namespace Scaling.Native.Memory.Ceilings;

/// <summary>Lines and characters of a text file: counted in a small one, estimated from pieces all over a large one.</summary>
internal sealed record TextSample(double Lines, long Characters, double LineEndCharacters)
{
    private const int PieceBytes = 1 << 16;
    private const int WholeBytes = 16 << 20;
    private const int Pieces = 128;

    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static TextSample Of(string path, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        var buffer = new byte[PieceBytes];
        long read = 0, characters = 0, feeds = 0, returns = 0;
        var last = (byte)'\n';
        var (encoding, unit) = (Encoding.UTF8, 1);
        var step = length <= WholeBytes ? PieceBytes : length / Pieces / PieceBytes * PieceBytes;
        for (long offset = 0; offset < length; offset += step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var piece = buffer.AsSpan(0, RandomAccess.Read(file, buffer, offset));
            if (piece.IsEmpty) break;
            if (offset == 0 && piece is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) (encoding, unit) = (Encoding.Unicode, 2);
            read += piece.Length;
            characters += unit == 2 ? piece.Length / 2 : encoding.GetCharCount(piece);
            feeds += System.MemoryExtensions.Count(piece, (byte)'\n');
            returns += System.MemoryExtensions.Count(piece, (byte)'\r');
            last = piece[^1];
        }

        var share = read > 0 ? (double)length / read : 1;
        var lines = feeds * share + (last is (byte)'\n' or 0 ? 0 : 1);
        return new TextSample(lines, ByteSum.Round(characters * share), (feeds + returns) * share);
    }
}
