namespace Scaling.Native.Datasets.Expressions;

/// <summary>
/// What a user wrote to be computed for each row, in both its forms: the script itself, which is right by definition, and, where
/// there is one, the expression that says the same of columns.
/// </summary>
public abstract class RowScript
{
    /// <summary>The script as the user wrote it.</summary>
    public abstract string Text { get; }

    /// <summary>Columns that the script names for certain, in any case.</summary>
    public abstract IReadOnlyCollection<string> Columns { get; }

    /// <summary>Whether the script may read columns beyond <see cref="Columns"/>.</summary>
    public abstract bool ReadsWholeRow { get; }

    /// <summary>
    /// The expression as of now. The values of captured variables are part of it; while they stay the same so does the instance.
    /// </summary>
    public abstract ScriptTranslation Translate();

    /// <summary>Runs the script for some rows, in order, and sets or fails each of them in the results.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public abstract void Run(DatasetBatch batch, ReadOnlySpan<int> rows, RowResults results, CancellationToken cancellationToken);
}

/// <summary>A script as an expression, or why it is none.</summary>
public sealed record ScriptTranslation(Expression? Expression, string? Reason);

/// <summary>What a script gave for the rows of one run.</summary>
public sealed class RowResults
{
    private object?[] _values = [];
    private string?[] _errors = [];

    internal RowResults(bool asTruth) => AsTruth = asTruth;

    /// <summary>Whether only the truth of each result is asked for, as a <see cref="bool"/>.</summary>
    public bool AsTruth { get; }

    /// <param name="index">Position in the rows of the run.</param>
    /// <param name="value">A value without the engine's wrapping.</param>
    public void Set(int index, object? value) => _values[index] = value;

    /// <param name="index">Position in the rows of the run.</param>
    /// <param name="message">The error's message.</param>
    public void Fail(int index, string message) => _errors[index] = message;

    internal object? this[int index] => _values[index];

    internal string? ErrorOf(int index) => _errors[index];

    internal void Reset(int count)
    {
        if (_values.Length < count) (_values, _errors) = (new object?[count], new string?[count]);
        Array.Clear(_values);
        Array.Clear(_errors);
    }
}

/// <summary>Rows of one batch for which one script failed.</summary>
/// <param name="Script">The script.</param>
/// <param name="ColumnName">The column it computes, or null for a filter.</param>
/// <param name="Count">How many rows failed.</param>
/// <param name="FirstRow">The first of them, as its position in the batch.</param>
/// <param name="Message">The error of the first.</param>
public sealed record RowFailures(RowScript Script, string? ColumnName, int Count, int FirstRow, string Message)
{
    internal static void Add(ref RowFailures? failures, RowScript script, string? columnName, int row, string message) =>
        failures = failures is null ? new(script, columnName, 1, row, message) : failures with { Count = failures.Count + 1 };
}
