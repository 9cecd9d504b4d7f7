using System.Runtime.InteropServices;
using System.Text;
using Apache.Arrow;
using Scaling.Native.Datasets;
using Scaling.Native.Parquet;

namespace Scaling.Native.Memory.Ceilings;

/// <summary>
/// Predicts the memory that a file's content takes on a 64-bit runtime, from its first rows or bytes and its length. Sizes of .NET objects
/// follow from their layout; those of the engine's note objects and content lines were measured (pwsh 7.6, .NET 10, Linux x64).
/// </summary>
public static class FileMemory
{
    private const int LookedAt = 3 * DatasetBatch.DefaultRowCount;
    private const long Reference = 8;
    private const long ArrayHeader = 24;

    // Import-Csv, 1 to 30 columns: within 3 % of what the allocator reports, but for 8 columns, where it is 11 % too low.
    private const long NoteObject = 472;
    private const long NoteProperty = 124;

    // Get-Content gives every line its path, parent, drive, provider and number.
    private const long ContentLine = 1434;

    // The collector never fills its regions with small objects. What a process takes for them beyond their own bytes was 12 % with
    // Import-Csv, 19 % with Get-Content; a large array lies alone, in 0.5 % more.
    private const double RoomOfSmallObjects = 1.12;

    // The row and what wraps it once it is in an array.
    private const long RowObject = 176;

    /// <param name="path">The file.</param>
    /// <param name="form">What it becomes.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Bytes that the process grows by: the objects, and the room that the collector leaves between small ones; without what reading
    /// takes beside them.</returns>
    /// <exception cref="DatasetException">The file is not a dataset, where the form is one of rows or columns.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static long Predict(string path, FileForm form, CancellationToken cancellationToken)
    {
        var length = new FileInfo(path).Length;
        return form switch
        {
            FileForm.Bytes => ArrayHeader + length,
            FileForm.Text => Texts(TextSample.Of(path, cancellationToken), linesApart: false),
            FileForm.Lines => Texts(TextSample.Of(path, cancellationToken), linesApart: true),
            FileForm.ContentLines => Texts(TextSample.Of(path, cancellationToken), linesApart: true, ContentLine),
            _ => Table(path, form, cancellationToken),
        };
    }

    /// <summary>Objects with note properties, as <c>[pscustomobject]</c> makes them, without the values of these.</summary>
    public static long NoteObjects(double count, double properties) =>
        ByteSum.Round(RoomOfSmallObjects * (ArrayHeader + count * (Reference + NoteObject + NoteProperty * properties)));

    /// <summary>A string is a header, its length, UTF-16 code units and a zero, up to a multiple of 8.</summary>
    internal static long StringBytes(long characters) => (22 + 2 * characters + 7) / 8 * 8;

    private static long Texts(TextSample sample, bool linesApart, long overhead = 0) => linesApart
        ? ByteSum.Round(RoomOfSmallObjects
            * (ArrayHeader + sample.Lines * (Reference + overhead + 26.0) + 2.0 * (sample.Characters - sample.LineEndCharacters)))
        : StringBytes(sample.Characters);

    private static long Table(string path, FileForm form, CancellationToken cancellationToken)
    {
        using var reader = DatasetFile.OpenReader(path, new DatasetReadOptions(), cancellationToken);
        double bytes = 0, rows = 0;
        var isWhole = false;
        while (rows < LookedAt && !isWhole)
        {
            var batch = reader.ReadBatch(cancellationToken);
            isWhole = batch is null;
            if (batch is null) continue;
            bytes += BytesOf(batch, form);
            rows += batch.RowCount;
        }

        if (!isWhole && rows > 0) bytes *= Math.Max(1, RowCount(path, cancellationToken) / rows);
        return ByteSum.Round(form == FileForm.Columns ? bytes : RoomOfSmallObjects * (ArrayHeader + bytes));
    }

    private static double RowCount(string path, CancellationToken cancellationToken) => DatasetFile.FormatOf(path) == DatasetFormat.Parquet
        ? ParquetFileInfo.Read(path).RowCount
        : TextSample.Of(path, cancellationToken).Lines - 1;

    private static double BytesOf(DatasetBatch batch, FileForm form)
    {
        var sum = form switch
        {
            FileForm.Columns => 0,
            FileForm.Rows => (Reference + RowObject) * (double)batch.RowCount,
            _ => (Reference + NoteObject + NoteProperty * batch.Columns.Count) * (double)batch.RowCount,
        };
        for (var i = 0; i < batch.Columns.Count; i++)
        {
            var type = batch.Schema[i].Type;
            sum += form switch
            {
                FileForm.Columns => ColumnBytes(batch.Columns[i]),
                FileForm.Rows => batch.RowCount * (double)FieldBytes(type) + (type.ClrType.IsValueType ? 0 : TextBytes(batch, i)),
                _ => TextBytes(batch, i),
            };
        }

        return sum;
    }

    /// <summary>The arrays behind a column's buffers, which may be longer than the buffers.</summary>
    private static long ColumnBytes(IArrowArray column)
    {
        var sum = column.Data.Buffers.Sum(b => MemoryMarshal.TryGetArray(b.Memory, out var array) ? array.Array!.LongLength : b.Length);
        return column.Data.Dictionary is null ? sum : sum + ColumnBytes(ArrowArrayFactory.BuildArray(column.Data.Dictionary));
    }

    private static long FieldBytes(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean or ColumnKind.Int8 or ColumnKind.UInt8 => 1,
        ColumnKind.Int16 or ColumnKind.UInt16 => 2,
        ColumnKind.Int32 or ColumnKind.UInt32 or ColumnKind.Single or ColumnKind.Date => 4,
        ColumnKind.Decimal or ColumnKind.Guid or ColumnKind.DateTimeOffset => 16,
        _ => 8,
    };

    /// <summary>The values of a column as texts of their own; empty ones are shared.</summary>
    private static double TextBytes(DatasetBatch batch, int column)
    {
        if (batch.Schema[column].Type.Kind == ColumnKind.String)
        {
            var offsets = batch.Columns[column].Offsets();
            var bytes = batch.Columns[column].Bytes();
            double sum = 0;
            for (var row = 0; row < batch.RowCount; row++)
            {
                var characters = Encoding.UTF8.GetCharCount(bytes[offsets[row]..offsets[row + 1]]);
                if (characters > 0) sum += StringBytes(characters);
            }

            return sum;
        }

        // Other values are as long as they are written; a part of them tells how long.
        const int Looked = 1000;
        var step = Math.Max(1, batch.RowCount / Looked);
        var (count, total) = (0, 0.0);
        for (var row = 0; row < batch.RowCount; row += step, count++)
        {
            var written = Convert.ToString(batch.GetValue(column, row), System.Globalization.CultureInfo.InvariantCulture);
            if (!string.IsNullOrEmpty(written)) total += StringBytes(written.Length);
        }

        return total / Math.Max(1, count) * batch.RowCount;
    }
}
