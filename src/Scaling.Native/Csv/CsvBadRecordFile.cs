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

    /// <summary>Why the file cannot be completed: a record could not be written; null where all could.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Adds a record; by one thread at a time.</summary>
    /// <param name="path">The file it is of.</param>
    /// <param name="record">What is wrong with it.</param>
    /// <exception cref="IOException">It cannot be written, or one before could not.</exception>
    public void Add(string path, CsvBadRecord record)
    {
        if (Failure is not null) throw new IOException(Failure.Message, Failure) { HResult = Failure.HResult };
        Count++;
        try
        {
            Write(path, record.Line.ToString(CultureInfo.InvariantCulture), record.Column, record.Value, record.Problem, record.Text);
        }
        catch (IOException e)
        {
            Failure = e;
            throw;
        }
    }

    /// <summary>Puts the file in its place, also where it has no records.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="InvalidOperationException">There is a <see cref="Failure"/>.</exception>
    public void Complete()
    {
        if (Failure is not null) throw new InvalidOperationException("A record could not be written; the file is not whole.", Failure);
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
