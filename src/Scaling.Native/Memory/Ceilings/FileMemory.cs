using Scaling.Native.Datasets;
using Scaling.Native.Memory.Sizes;

namespace Scaling.Native.Memory.Ceilings;

/// <summary>
/// Predicts the memory that a file's content takes on a 64-bit runtime: of tables by <see cref="FileSizing"/>, of texts from pieces spread over the
/// file. Sizes of .NET objects follow from their layout; those of the engine's content lines were measured (pwsh 7.6, .NET 10, Linux x64).
/// </summary>
public static class FileMemory
{
    private const long Reference = 8;
    private const long ArrayHeader = 24;

    // Get-Content gives every line its path, parent, drive, provider and number.
    private const long ContentLine = 1434;

    // The collector never fills its regions with small objects. What a process takes for them beyond their own bytes was 12 % with
    // Import-Csv, 19 % with Get-Content; a large array lies alone, in 0.5 % more.
    private const double RoomOfSmallObjects = 1.12;

    // The row and what wraps it once it is in an array.
    private const long RowObject = 176;

    /// <param name="path">The file.</param>
    /// <param name="form">What it becomes.</param>
    /// <param name="model">What rows take as objects with note properties.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Bytes that the process grows by: the objects, and the room that the collector leaves between small ones; without what reading
    /// takes beside them.</returns>
    /// <exception cref="DatasetException">The file is not a dataset, where the form is one of rows or columns.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static long Predict(string path, FileForm form, RowModel model, CancellationToken cancellationToken)
    {
        var length = new FileInfo(path).Length;
        return form switch
        {
            FileForm.Bytes => ArrayHeader + length,
            FileForm.Text => Texts(TextSample.Of(path, cancellationToken), linesApart: false),
            FileForm.Lines => Texts(TextSample.Of(path, cancellationToken), linesApart: true),
            FileForm.ContentLines => Texts(TextSample.Of(path, cancellationToken), linesApart: true, ContentLine),
            _ => Table(path, form, model, cancellationToken),
        };
    }

    /// <summary>Objects with note properties, as <c>[pscustomobject]</c> makes them, without the values of these.</summary>
    public static long NoteObjects(double count, int properties, RowModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return ByteSum.Round(RoomOfSmallObjects * (ArrayHeader + count * (model.RowBytes(properties) + (double)model.PropertyBytes * properties)));
    }

    /// <summary>A string is a header, its length, UTF-16 code units and a zero, up to a multiple of 8.</summary>
    internal static long StringBytes(long characters) => (22 + 2 * characters + 7) / 8 * 8;

    private static long Texts(TextSample sample, bool linesApart, long overhead = 0) => linesApart
        ? ByteSum.Round(RoomOfSmallObjects
            * (ArrayHeader + sample.Lines * (Reference + overhead + 26.0) + 2.0 * (sample.Characters - sample.LineEndCharacters)))
        : StringBytes(sample.Characters);

    private static long Table(string path, FileForm form, RowModel model, CancellationToken cancellationToken)
    {
        var sizes = FileSizing.Measure(path, new DatasetSizingOptions { Rows = model }, progress: null, cancellationToken);
        return form switch
        {
            FileForm.Columns => sizes.Typed!.Value.Bytes,
            FileForm.Rows => ByteSum.Round(RoomOfSmallObjects * (ArrayHeader + TypedRows(sizes, model))),
            _ => ByteSum.Round(RoomOfSmallObjects * (ArrayHeader + (double)sizes.Objects!.Value.Bytes)),
        };
    }

    private static double TypedRows(DatasetSizes sizes, RowModel model)
    {
        var rows = (double)sizes.Rows.Bytes;
        var sum = rows * (Reference + RowObject);
        foreach (var column in sizes.Columns)
        {
            sum += rows * FieldBytes(column.Type!);
            // What texts take as objects, without the note property that holds each.
            if (!column.Type!.ClrType.IsValueType) sum += column.Objects!.Value.Bytes - rows * model.PropertyBytes;
        }

        return sum;
    }

    private static long FieldBytes(ColumnType type) => type.Kind switch
    {
        ColumnKind.Boolean or ColumnKind.Int8 or ColumnKind.UInt8 => 1,
        ColumnKind.Int16 or ColumnKind.UInt16 => 2,
        ColumnKind.Int32 or ColumnKind.UInt32 or ColumnKind.Single or ColumnKind.Date => 4,
        ColumnKind.Decimal or ColumnKind.Guid or ColumnKind.DateTimeOffset => 16,
        _ => 8,
    };
}
