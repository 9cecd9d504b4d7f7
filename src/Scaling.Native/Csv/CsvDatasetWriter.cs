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
    private const int RowsBetweenChecks = 1024;

    private readonly DatasetSchema _schema;
    private readonly AtomicFile _file;
    private readonly CsvOutput _output;
    private readonly CsvCells[] _cells;
    private readonly HashSet<DatasetOrigin> _origins = [];
    private long _rows;
    private bool _isBroken;

    private CsvDatasetWriter(AtomicFile file, DatasetSchema schema, CsvWriteOptions options)
    {
        (_file, _schema, _output) = (file, schema, new CsvOutput(file.Stream, options));
        var separator = Encoding.UTF8.GetBytes(options.Culture.NumberFormat.NumberDecimalSeparator);
        // Beyond ASCII a separator would be several bytes; such cultures read a full stop as well.
        var point = separator.Length == 1 ? separator[0] : (byte)'.';
        _cells = [.. schema.Select(column => CsvCells.Create(column.Type, point))];
        if (options.NoHeader) return;
        foreach (var column in schema)
        {
            _output.WriteText(Encoding.UTF8.GetBytes(column.Name));
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
        // Until the batch is whole: a row may end in the middle.
        _isBroken = true;
        for (var column = 0; column < _cells.Length; column++) _cells[column].Bind(batch.Columns[column]);
        for (var row = 0; row < batch.RowCount; row++)
        {
            if (row % RowsBetweenChecks == 0) cancellationToken.ThrowIfCancellationRequested();
            WriteRow(row);
        }

        _isBroken = false;
    }

    /// <inheritdoc/>
    /// <exception cref="DatasetException"><see cref="DatasetError.InputIncomplete"/>: an input that rows came from failed midway.</exception>
    /// <exception cref="InvalidOperationException">A batch was not written to its end.</exception>
    public override DatasetWriteSummary Complete(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_isBroken) throw new InvalidOperationException("The last batch was not written to its end.");
        foreach (var origin in _origins)
            if (origin.Failure is { } failure)
                throw new DatasetException(DatasetError.InputIncomplete, $"{origin} could not be read to its end: {failure.Message}", failure) { Path = _file.Path };
        _output.Flush();
        var bytes = _file.Stream.Length;
        _file.Commit();
        return new DatasetWriteSummary(_rows, bytes, 0);
    }

    public override void Dispose() => _file.Dispose();

    private void WriteRow(int row)
    {
        var column = 0;
        try
        {
            for (; column < _cells.Length; column++)
            {
                _cells[column].Write(row, _output);
                _output.EndField();
            }
        }
        catch (OverflowException e)
        {
            throw new DatasetException(DatasetError.ValueOverflow, $"Row {_rows + 1}, column '{_schema[column].Name}': {e.Message}", e)
            {
                Path = _file.Path,
                Column = _schema[column].Name,
            };
        }

        _output.EndRecord();
        _rows++;
    }

    private void RequireSchema(DatasetSchema schema)
    {
        // Nullability aside: a file of text has room for null in every column.
        var same = ReferenceEquals(schema, _schema)
            || schema.Count == _schema.Count && schema.Zip(_schema).All(pair => pair.First.Name == pair.Second.Name && pair.First.Type == pair.Second.Type);
        if (!same)
            throw new DatasetException(DatasetError.SchemaMismatch, $"The batch has the columns {schema}; the file has {_schema}.") { Path = _file.Path };
    }
}
