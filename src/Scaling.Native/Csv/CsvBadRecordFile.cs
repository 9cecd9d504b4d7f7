using System.Globalization;
using System.Text;
using Scaling.Native.Storage;

namespace Scaling.Native.Csv;

/// <summary>Gathers bad records in a CSV file with the columns File, Line, Column, Value, Problem and Record.</summary>
public sealed class CsvBadRecordFile : IDisposable
{
    private readonly AtomicFile _file;
    private readonly CsvOutput _output;

    /// <param name="path">Full path; a file there is replaced by <see cref="Complete"/>.</param>
    /// <exception cref="IOException">As of <see cref="AtomicFile"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">As of <see cref="AtomicFile"/>.</exception>
    public CsvBadRecordFile(string path)
    {
        _file = new(path, overwrite: true);
        _output = new(_file, new CsvWriteOptions());
        Write("File", "Line", "Column", "Value", "Problem", "Record");
    }

    /// <summary>Records gathered.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a record; by one thread at a time.</summary>
    /// <param name="path">The file it is of.</param>
    /// <param name="record">What is wrong with it.</param>
    public void Add(string path, CsvBadRecord record)
    {
        Count++;
        Write(path, record.Line.ToString(CultureInfo.InvariantCulture), record.Column, record.Value, record.Problem, record.Text);
    }

    /// <summary>Puts the file in its place, also where it has no records.</summary>
    public void Complete()
    {
        _output.Flush();
        _file.Commit();
    }

    public void Dispose() => _file.Dispose();

    private void Write(params ReadOnlySpan<string?> fields)
    {
        foreach (var field in fields)
        {
            if (field is not null) _output.Record.AppendField(Encoding.UTF8.GetBytes(field));
            _output.EndField();
        }

        _output.EndRecord();
    }
}
