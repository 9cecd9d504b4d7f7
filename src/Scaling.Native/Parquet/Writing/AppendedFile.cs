using Microsoft.Win32.SafeHandles;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet.Metadata;
using Scaling.Native.Storage;

namespace Scaling.Native.Parquet.Writing;

/// <summary>A Parquet file to which row groups are added: its bytes are copied to the new one as they are, up to the footer.</summary>
/// <param name="Position">Bytes copied.</param>
/// <param name="RowGroups">Its row groups.</param>
/// <param name="Schema">Its columns.</param>
/// <param name="Elements">How these are stored.</param>
internal sealed record AppendedFile(long Position, IReadOnlyList<RowGroup> RowGroups, DatasetSchema Schema, SchemaElement[] Elements)
{
    /// <exception cref="DatasetException"><see cref="DatasetError.SchemaMismatch"/>: not its columns.
    /// <see cref="DatasetError.FormatNotSupported"/>: a column is stored in a way that is not written here.</exception>
    internal static AppendedFile Begin(AtomicFile file, DatasetSchema schema)
    {
        using var handle = File.OpenHandle(file.Path);
        var footer = ParquetFooter.Read(handle);
        using var existing = new ParquetDatasetReader(file.Path);
        if (!existing.Schema.Select(c => (c.Name, c.Type)).SequenceEqual(schema.Select(c => (c.Name, c.Type))))
            throw new DatasetException(DatasetError.SchemaMismatch, $"The file has the columns {existing.Schema}; {schema} cannot be appended.") { Path = file.Path };
        var elements = ParquetTypes.ToElements(existing.Schema);
        for (var i = 0; i < elements.Length; i++)
        {
            var stored = footer.Columns[i].Element;
            if ((stored.Type, stored.RepetitionType, stored.TypeLength) == (elements[i].Type, elements[i].RepetitionType, elements[i].TypeLength)) continue;
            var name = schema[i].Name;
            throw new DatasetException(DatasetError.FormatNotSupported, $"Column '{name}' is stored as {stored.Type}, as nothing is written here.")
            {
                Path = file.Path,
                Column = name,
            };
        }

        Copy(handle, file, footer.Start);
        return new(footer.Start, footer.MetaData.RowGroups, existing.Schema, [.. footer.Columns.Select(c => c.Element)]);
    }

    private static void Copy(SafeFileHandle from, AtomicFile to, long length)
    {
        var buffer = new byte[1 << 20];
        for (long at = 0; at < length;)
        {
            var read = RandomAccess.Read(from, buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - at)), at);
            if (read == 0) throw new EndOfStreamException($"'{to.Path}' ends while being read.");
            to.Stream.Write(buffer, 0, read);
            at += read;
        }
    }
}
