using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Numerics;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Rows;

namespace Scaling.PowerShell.Common;

/// <summary>
/// Gathers row objects into batches. The first row names the columns: its properties, the keys of a dictionary, or Value for plain
/// numbers, texts, dates and enumerations. Later rows that lack one have null there; further properties are left out with a warning each.
/// </summary>
/// <param name="cmdlet">Writes the errors and warnings.</param>
/// <param name="given">The columns, where they are wanted by name; others are left out without a warning.</param>
internal sealed class RowBatcher(Cmdlet cmdlet, string[]? given = null)
{
    private const string ScalarColumn = "Value";
    private readonly HashSet<string> _warned = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<Type> _types = [];
    private readonly Dictionary<Type, bool> _extended = [];
    private readonly HashSet<string> _refusing = [];
    private long _unreported;
    private RowBatchBuilder? _builder;
    private object?[] _values = [];

    /// <returns>A batch when one is full, else null. A row that does not fit the columns' types is left out: an error for the first of
    /// a column, a warning with the number of further ones at the end.</returns>
    internal DatasetBatch? Add(PSObject row)
    {
        try
        {
            if (_builder is null && !Begin(row)) return null;
            if (row.BaseObject is DatasetRow typed && !HasOthers(row, typed)) return _builder!.Add(typed);
            Read(row);
            return _builder!.Add(_values);
        }
        catch (DatasetException e)
        {
            if (_refusing.Add(e.Column ?? "")) cmdlet.WriteError(Errors.From(e, row));
            else _unreported++;
            return null;
        }
    }

    /// <returns>The rows that do not fill a batch, or null where there are none.</returns>
    internal DatasetBatch? Flush()
    {
        if (_unreported > 0)
        {
            var (rows, were) = _unreported == 1 ? ("row", "was") : ("rows", "were");
            cmdlet.WriteWarning(string.Create(CultureInfo.InvariantCulture, $"{_unreported} further {rows} {were} left out for the same reasons."));
            _unreported = 0;
        }

        return _builder?.Flush();
    }

    private bool Begin(PSObject row)
    {
        string[] names = given ?? [.. row.BaseObject is DatasetRow typed
            ? Names(row).OrderBy(n => (uint)RowClass.Of(typed).Schema.IndexOf(n))
            : Names(row)];
        if (names.Length == 0)
        {
            if (_refusing.Add("")) cmdlet.WriteError(Errors.RowWithoutColumns(row));
            else _unreported++;
            return false;
        }

        _builder = Builder(row, names);
        _values = new object?[names.Length];
        _types.Add(row.BaseObject.GetType());
        return true;
    }

    /// <summary>Rows of Import-Dataset bring the types of their columns along.</summary>
    private static RowBatchBuilder Builder(PSObject row, string[] names)
    {
        if (row.BaseObject is not DatasetRow typed) return new(names);
        var rows = RowClass.Of(typed);
        if (names.SequenceEqual(rows.Schema.Select(c => c.Name), StringComparer.Ordinal)) return new(rows);
        return new(names, [.. names.Select(n => rows.Schema.IndexOf(n) is >= 0 and var i ? rows.Schema[i].Type : null)]);
    }

    /// <summary>Whether a row of Import-Dataset has properties that its class has not, so that the engine has to be asked for the values.</summary>
    private bool HasOthers(PSObject row, DatasetRow typed)
    {
        var schema = RowClass.Of(typed).Schema;
        if (AddedMembers.Any(row, schema.Count)) return true;
        // Without members of its own, a row has those of its class and those that Update-TypeData gave all rows.
        if (_extended.TryGetValue(typed.GetType(), out var extended)) return extended;
        if (_types.Add(typed.GetType())) WarnOfOthers(row);
        return _extended[typed.GetType()] = Names(row).Any(n => schema.IndexOf(n) < 0);
    }

    private void Read(PSObject row)
    {
        if (row.BaseObject is PSCustomObject && TryReadInOrder(row)) return;
        if (row.BaseObject is IDictionary dictionary)
        {
            var found = 0;
            for (var i = 0; i < _values.Length; i++)
            {
                var key = Key(dictionary, _builder!.Names[i]);
                if (key is not null) found++;
                _values[i] = key is null ? null : Unwrap(dictionary[key]);
            }

            if (dictionary.Count > found) WarnOfOthers(row);
        }
        else if (IsScalar(row.BaseObject))
        {
            for (var i = 0; i < _values.Length; i++)
                _values[i] = _builder!.Names[i] == ScalarColumn ? row.BaseObject : given is null ? null : Value(row.Properties[_builder.Names[i]]);
            if (_types.Add(row.BaseObject.GetType())) WarnOfOthers(row);
        }
        else
        {
            var found = 0;
            for (var i = 0; i < _values.Length; i++)
            {
                var property = row.Properties[_builder!.Names[i]];
                if (property is not null) found++;
                _values[i] = Value(property);
            }

            // Objects of one class have the same properties, but for those that they were given one by one.
            if (row.BaseObject is PSCustomObject ? row.Properties.Count() > found : _types.Add(row.BaseObject.GetType()) || HasUnknown(row))
                WarnOfOthers(row);
        }
    }

    /// <summary>Whether a row of Import-Dataset was given a property that no column is made of.</summary>
    private bool HasUnknown(PSObject row) => row.BaseObject is DatasetRow
        && (AddedMembers.Of(row) is not { } added || added.Any(m => m is PSPropertyInfo && !_builder!.Names.Contains(m.Name, StringComparer.OrdinalIgnoreCase)));

    /// <summary>Reads a custom object that has the columns' properties in their order and no others, as nearly all have.</summary>
    private bool TryReadInOrder(PSObject row)
    {
        if (AddedMembers.Of(row) is not { } members) return false;
        var found = 0;
        foreach (var member in members)
        {
            switch (member)
            {
                case PSNoteProperty note when found < _values.Length && note.Name.Equals(_builder!.Names[found], StringComparison.OrdinalIgnoreCase):
                    _values[found++] = Unwrap(note.Value);
                    break;
                case PSPropertyInfo: return false;
            }
        }

        return found == _values.Length;
    }

    private object? Value(PSPropertyInfo? property)
    {
        try
        {
            return Unwrap(property?.Value);
        }
        catch (GetValueException e)
        {
            if (_warned.Add(property!.Name))
                cmdlet.WriteWarning($"The property '{property.Name}' cannot be read from every row and is null there: {e.Message}");
            return null;
        }
    }

    private void WarnOfOthers(PSObject row)
    {
        if (given is not null) return;
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

    /// <summary>The key of a name; keys can be numbers as well.</summary>
    private static object? Key(IDictionary dictionary, string name) => dictionary.Contains(name)
        ? name
        : dictionary.Keys.Cast<object>().FirstOrDefault(k => k is not string && LanguagePrimitives.ConvertTo<string>(k) == name);

    private static bool IsScalar(object value) =>
        value is string or decimal or DateTime or DateTimeOffset or DateOnly or TimeOnly or Guid or TimeSpan or Enum or BigInteger
        || value.GetType().IsPrimitive;

    private static object? Unwrap(object? value) => value switch
    {
        // What an `if` without an `else` gives, or a pipeline without output.
        PSObject nothing when nothing == AutomationNull.Value => null,
        PSObject wrapped when wrapped.BaseObject is not PSCustomObject => wrapped.BaseObject,
        _ => value,
    };
}
