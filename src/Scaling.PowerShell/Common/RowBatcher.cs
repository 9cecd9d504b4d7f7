using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Internal;
using Scaling.Native.Datasets;

namespace Scaling.PowerShell.Common;

/// <summary>
/// Gathers row objects into batches. The first row names the columns: its properties, the keys of a dictionary, or Value for plain
/// numbers, texts and dates. Later rows that lack one have null there; further properties are left out with a warning each.
/// </summary>
internal sealed class RowBatcher(Cmdlet cmdlet)
{
    private const string ScalarColumn = "Value";
    private readonly HashSet<string> _warned = new(StringComparer.OrdinalIgnoreCase);
    private RowBatchBuilder? _builder;
    private object?[] _values = [];

    /// <returns>A batch when one is full, else null. A row that does not fit the columns' types is written as an error.</returns>
    internal DatasetBatch? Add(PSObject row)
    {
        try
        {
            if (_builder is null) Begin(row);
            Read(row);
            return _builder!.Add(_values);
        }
        catch (DatasetException e)
        {
            cmdlet.WriteError(Errors.From(e, row));
            return null;
        }
    }

    internal DatasetBatch? Flush() => _builder?.Flush();

    private void Begin(PSObject row)
    {
        _builder = new RowBatchBuilder(Names(row));
        _values = new object?[_builder.Names.Count];
    }

    private void Read(PSObject row)
    {
        if (row.BaseObject is IDictionary dictionary)
        {
            for (var i = 0; i < _values.Length; i++) _values[i] = Unwrap(dictionary[_builder!.Names[i]]);
            if (dictionary.Count > _values.Length) WarnOfOthers(row);
        }
        else if (IsScalar(row.BaseObject))
        {
            for (var i = 0; i < _values.Length; i++) _values[i] = _builder!.Names[i] == ScalarColumn ? row.BaseObject : null;
        }
        else
        {
            for (var i = 0; i < _values.Length; i++) _values[i] = Property(row, _builder!.Names[i]);
            if (row.BaseObject is PSCustomObject && row.Properties.Count() > _values.Length) WarnOfOthers(row);
        }
    }

    private object? Property(PSObject row, string name)
    {
        try
        {
            return Unwrap(row.Properties[name]?.Value);
        }
        catch (GetValueException e)
        {
            if (_warned.Add(name)) cmdlet.WriteWarning($"The property '{name}' cannot be read from every row and is null there: {e.Message}");
            return null;
        }
    }

    private void WarnOfOthers(PSObject row)
    {
        foreach (var name in Names(row))
            if (!_builder!.Names.Contains(name, StringComparer.OrdinalIgnoreCase) && _warned.Add(name))
                cmdlet.WriteWarning($"The property '{name}' is left out: the first row, which names the columns, does not have it.");
    }

    private static IEnumerable<string> Names(PSObject row) => row.BaseObject switch
    {
        IDictionary dictionary => dictionary.Keys.Cast<object>().Select(k => LanguagePrimitives.ConvertTo<string>(k)),
        var scalar when IsScalar(scalar) => [ScalarColumn],
        _ => row.Properties.Where(p => p.IsGettable).Select(p => p.Name),
    };

    private static bool IsScalar(object value) =>
        value is string or decimal or DateTime or DateTimeOffset or DateOnly or TimeOnly or Guid or TimeSpan || value.GetType().IsPrimitive;

    private static object? Unwrap(object? value) => value switch
    {
        // What an `if` without an `else` gives, or a pipeline without output.
        PSObject nothing when nothing == AutomationNull.Value => null,
        PSObject wrapped when wrapped.BaseObject is not PSCustomObject => wrapped.BaseObject,
        _ => value,
    };
}
