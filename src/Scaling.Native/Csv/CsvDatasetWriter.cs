using System.Text;
using Scaling.Native.Datasets;
using Scaling.Native.Storage;

namespace Scaling.Native.Csv;

/// <summary>
/// Writes batches as CSV (RFC 4180) so that <see cref="CsvDatasetReader"/> gives the same values back: null is an empty field, empty
/// text <c>""</c>. Values are written as they are, also those that spreadsheets take for formulas.
/// </summary>
public sealed class CsvDatasetWriter : DatasetWriter
{
    private readonly DatasetSchema _schema;
    private readonly AtomicFile _file;
    private readonly CsvOutput _output;
    private readonly CsvCells[] _cells;
    private readonly HashSet<DatasetOrigin> _origins = [];
    private long _rows;
    private bool _isBroken;

    private CsvDatasetWriter(AtomicFile file, DatasetSchema schema, CsvWriteOptions options)
    {
        (_file, _schema, _output) = (file, schema, new CsvOutput(file, options));
        _cells = [.. schema.Select(column => CsvCells.Create(column.Type, options))];
        if (options.NoHeader) return;
        foreach (var column in schema)
        {
            _output.Record.AppendField(Encoding.UTF8.GetBytes(column.Name));
            _output.EndField();
        }

        _output.EndRecord();
    }

    /// <summary>Begins a file; the target stays as it is until <see cref="Complete"/>.</summary>
    /// <param name="path">Of the file; its folder exists.</param>
    /// <param name="schema">The columns of every batch.</param>
    /// <param name="options">The dialect.</param>
    /// <exception cref="IOException">As of <see cref="AtomicFile"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As of <see cref="AtomicFile"/>.</exception>
    /// <exception cref="ArgumentException">The options do not go together, or there is no column.</exception>
    public static CsvDatasetWriter Create(string path, DatasetSchema schema, CsvWriteOptions options)
    {
        options.Validate();
        if (schema.Count == 0) throw new ArgumentException("A file needs at least one column.", nameof(schema));
        var file = new AtomicFile(Path.GetFullPath(path), options.Overwrite);
        try
        {
            return new CsvDatasetWriter(file, schema, options);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="DatasetException">The schema is another, a value cannot be written (<see cref="DatasetError.ValueOverflow"/>), or
    /// the encoding lacks a character (<see cref="DatasetError.MalformedText"/>).</exception>
    public override void Write(DatasetBatch batch, CancellationToken cancellationToken)
    {
        RequireSchema(batch.Schema);
        _origins.Add(batch.Origin);
        // Until all of the batch is in the file.
        _isBroken = true;
        var rows = RowsAtOnce(batch);
        for (var from = 0; from < batch.RowCount; from += rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteRows(batch, from, Math.Min(rows, batch.RowCount - from));
        }

        _isBroken = false;
    }

    /// <inheritdoc/>
    /// <exception cref="DatasetException"><see cref="DatasetError.InputIncomplete"/>: an input of the rows failed midway.</exception>
    /// <exception cref="InvalidOperationException">A batch was not written to its end.</exception>
    public override DatasetWriteSummary Complete(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isBroken) throw new InvalidOperationException("The last batch was not written to its end.");
        foreach (var origin in _origins)
        {
            if (origin.Failure is not { } failure) continue;
            var problem = $"{origin} could not be read to its end: {failure.Message}";
            throw new DatasetException(DatasetError.InputIncomplete, problem, failure) { Path = _file.Path };
        }

        _output.Flush();
        var bytes = _file.Stream.Length;
        _file.Commit();
        return new DatasetWriteSummary(_rows, bytes, 0);
    }

    public override void Dispose() => _file.Dispose();

    /// <summary>Few where texts are long: their formatted copies should not take as much memory as the batch.</summary>
    private static int RowsAtOnce(DatasetBatch batch)
    {
        const long Bytes = 1 << 20;
        long text = 1;
        for (var column = 0; column < batch.Schema.Count; column++)
            if (batch.Schema[column].Type.Kind is ColumnKind.String or ColumnKind.Binary) text += batch.Columns[column].Bytes().Length;
        return (int)Math.Clamp(Bytes * batch.RowCount / text, 1, CsvCells.MaxRows);
    }

    private void WriteRows(DatasetBatch batch, int from, int count)
    {
        for (var column = 0; column < _cells.Length; column++)
        {
            try
            {
                _cells[column].Format(batch.Columns[column], from, count);
            }
            catch (OverflowException e)
            {
                var name = _schema[column].Name;
                var problem = $"Column '{name}', rows from {_rows + 1} on: {e.Message}";
                throw new DatasetException(DatasetError.ValueOverflow, problem, e) { Path = _file.Path, Column = name };
            }
        }

        for (var row = 0; row < count; row++)
        {
            foreach (var cells in _cells)
            {
                _output.Record.Append(cells[row]);
                _output.EndField();
            }

            _output.EndRecord();
        }

        _rows += count;
    }

    private void RequireSchema(DatasetSchema schema)
    {
        // Nullability aside: a file of text has room for null in every column.
        if (ReferenceEquals(schema, _schema)) return;
        if (schema.Select(c => (c.Name, c.Type)).SequenceEqual(_schema.Select(c => (c.Name, c.Type)))) return;
        var problem = $"The batch has the columns {schema}; the file has {_schema}.";
        throw new DatasetException(DatasetError.SchemaMismatch, problem) { Path = _file.Path };
    }
}
