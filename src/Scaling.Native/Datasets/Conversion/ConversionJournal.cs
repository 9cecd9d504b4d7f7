using System.Text.Json;
using System.Text.Json.Serialization;
using Scaling.Native.Parquet.Encodings;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Parquet.Writing;
using Scaling.Native.Storage;

namespace Scaling.Native.Datasets.Conversion;

/// <summary>What must be the same for a conversion to be gone on with.</summary>
/// <param name="Version">Of the library: another may cut or encode otherwise.</param>
/// <param name="TemporaryPath">The file that is being written.</param>
/// <param name="Source">Full path of the file that is converted.</param>
/// <param name="SourceBytes">Its size.</param>
/// <param name="SourceModified">When it was written, in UTC.</param>
/// <param name="Options">All that decides what is written but the columns.</param>
/// <param name="Boot">Run of the machine: what was written before a crash may not have reached the device.</param>
internal sealed record JournalHeader(
    string Version, string TemporaryPath, string Source, long SourceBytes, DateTime SourceModified, string Options, string Boot)
{
    internal static string CurrentVersion { get; } = typeof(JournalHeader).Assembly.GetName().Version!.ToString();

    /// <summary>Bytes of text that become a row group: a run that goes on cuts as the one before.</summary>
    public required int PartBytes { get; init; }

    /// <summary>The columns' types, by name: a run that goes on need not infer them, and must not otherwise.</summary>
    public required IReadOnlyDictionary<string, string> Types { get; init; }

    /// <summary>Columns whose types a value had made wider: their names and the types inferred at first.</summary>
    public required IReadOnlyDictionary<string, string> Widened { get; init; }
}

/// <summary>A part of the source that is converted and written.</summary>
/// <param name="TextEnd">Where it ends in the source's text.</param>
/// <param name="Lines">Lines up to there, where they are counted.</param>
/// <param name="Position">Bytes of the target behind its row group.</param>
/// <param name="RowGroup">Its row group as the footer will have it, in Thrift; null where the part had no rows.</param>
/// <param name="Pages">The row group's page index.</param>
internal sealed record JournalEntry(long TextEnd, long Lines, long Position, byte[]? RowGroup, PageIndexPart[]? Pages)
{
    internal static JournalEntry Of(long textEnd, long lines, long position, PlacedRowGroup? placed)
    {
        if (placed is null) return new(textEnd, lines, position, null, null);
        var bytes = new ByteBuffer();
        placed.RowGroup.Write(new(bytes));
        return new(textEnd, lines, position, bytes.Written.ToArray(), placed.Pages);
    }

    internal PlacedRowGroup? Placed()
    {
        if (RowGroup is null) return null;
        var reader = new ThriftCompactReader(RowGroup);
        return new(Parquet.Metadata.RowGroup.Read(ref reader), Pages!);
    }
}

/// <summary>The journal's JSON, written by code made at build time: what works by reflection would take longer than the parts.</summary>
[JsonSerializable(typeof(JournalHeader))]
[JsonSerializable(typeof(JournalEntry))]
[JsonSerializable(typeof(ConversionSettings))]
internal sealed partial class JournalJson : JsonSerializerContext;

/// <summary>
/// Tells, beside the target of a conversion, how far it is, a line of JSON a part. Locked while its conversion runs; one that is not is of
/// a run that was killed or stopped.
/// </summary>
internal sealed class ConversionJournal : IDisposable
{
    private const byte NewLine = (byte)'\n';

    private readonly FileStream _stream;
    private readonly string _path;
    private bool _isKept;

    private ConversionJournal(string path, FileStream stream)
    {
        (_path, _stream) = (path, stream);
        var (entries, end) = (new List<JournalEntry>(), 0);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        try
        {
            while (bytes.AsSpan(end).IndexOf(NewLine) is var length and >= 0)
            {
                var line = bytes.AsSpan(end, length);
                if (Left is null) Left = JsonSerializer.Deserialize(line, JournalJson.Default.JournalHeader);
                else entries.Add(JsonSerializer.Deserialize(line, JournalJson.Default.JournalEntry)!);
                end += length + 1;
            }
        }
        catch (JsonException)
        {
            // What follows is of no use; the parts before are whole.
        }

        Entries = entries;
        stream.SetLength(end);
        stream.Position = end;
    }

    /// <summary>What an earlier run left, or null.</summary>
    internal JournalHeader? Left { get; private set; }

    /// <summary>Parts that the earlier run finished.</summary>
    internal IReadOnlyList<JournalEntry> Entries { get; private set; }

    internal static bool Exists(string target) => File.Exists(PathOf(target));

    /// <summary>The journal of a target, empty or left; null where a running conversion has it.</summary>
    internal static ConversionJournal? TryOpen(string target)
    {
        var path = PathOf(target);
        try
        {
            return new(path, new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                BufferSize = 0,
            }));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Begins anew; what was left is removed.</summary>
    internal void Begin(JournalHeader header)
    {
        DeleteLeft();
        _stream.SetLength(0);
        (Entries, Left) = ([], header);
        Append(JsonSerializer.SerializeToUtf8Bytes(header, JournalJson.Default.JournalHeader));
    }

    internal void Add(JournalEntry entry) => Append(JsonSerializer.SerializeToUtf8Bytes(entry, JournalJson.Default.JournalEntry));

    /// <summary>Leaves the journal for a later run.</summary>
    internal void Keep() => _isKept = true;

    /// <summary>Removes the file that nobody will go on with.</summary>
    internal void DeleteLeft()
    {
        if (Left is { } left) File.Delete(left.TemporaryPath);
        Left = null;
    }

    public void Dispose()
    {
        _stream.Dispose();
        if (!_isKept) File.Delete(_path);
    }

    private static string PathOf(string target)
    {
        target = FileLinks.Follow(target);
        return Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.journal");
    }

    private void Append(byte[] line) => _stream.Write([.. line, NewLine]);
}
