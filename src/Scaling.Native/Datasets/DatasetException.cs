using System.Globalization;

namespace Scaling.Native.Datasets;

/// <summary>A dataset is not as it must be. The message alone names file, line, column and value, as far as they are known.</summary>
public sealed class DatasetException : Exception
{
    private readonly string _problem;

    public DatasetException(DatasetError error, string problem, Exception? innerException = null) : base(problem, innerException) =>
        (Error, _problem) = (error, problem);

    public DatasetError Error { get; }

    public string? Path { get; init; }

    /// <summary>Line of the file where the record begins, from 1; for formats without lines the row, from 1.</summary>
    public long? Line { get; init; }

    public string? Column { get; init; }

    /// <summary>The offending value as it stands in the file.</summary>
    public string? Value { get; init; }

    /// <summary>The sentence without the place.</summary>
    public string Problem => _problem;

    public override string Message
    {
        get
        {
            var place = (Path, Line) switch
            {
                (null, null) => "",
                (null, { } line) => string.Create(CultureInfo.InvariantCulture, $"Line {line}: "),
                ({ } path, null) => $"{path}: ",
                ({ } path, { } line) => string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}: "),
            };
            return place + _problem;
        }
    }

    /// <summary>The same with the file named, for layers that do not know it.</summary>
    public DatasetException InFile(string path) => Path is not null
        ? this
        : new(Error, _problem, InnerException ?? this) { Path = path, Line = Line, Column = Column, Value = Value };
}
