using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Scaling.Native.Datasets.Rows;

/// <summary>
/// The class of the rows of one schema: it makes rows from batches, and batches can be made from its rows again, in exactly the types
/// of the columns they came from. One schema has one class, for the process's life.
/// </summary>
public sealed class RowClass
{
    private const int MaxColumns = 10_000;

    // A property of a method's name hides the method, and is itself not found by all who look for properties.
    private static readonly string[] Taken = [nameof(Equals), nameof(GetHashCode), nameof(GetType), nameof(ToString)];

    private static readonly ConcurrentDictionary<Shape, RowClass> ByShape = new();
    private static readonly ConcurrentDictionary<Type, RowClass> ByType = new();

    private readonly Action<object[], int> _create;
    private readonly RowColumn[] _refusing;

    private RowClass(Shape shape)
    {
        Schema = shape.Schema;
        var properties = new RowProperty[Schema.Count];
        var nullBits = 0;
        for (var i = 0; i < properties.Length; i++)
        {
            var field = shape.Loose.Contains(i) ? typeof(object) : Schema[i].Type.ClrType;
            var bit = Schema[i].IsNullable && field.IsValueType ? nullBits++ : RowProperty.NoNullBit;
            properties[i] = new(Schema[i].Name, field, bit);
        }

        _create = RowClassEmitter.Emit(properties, out var fields, out var nulls);
        var columns = new RowColumn[properties.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            var bit = properties[i].NullBit;
            var place = new RowPlace(fields[i],
                bit == RowProperty.NoNullBit ? 0 : nulls[bit / RowProperty.NullBits],
                bit == RowProperty.NoNullBit ? 0 : 1UL << bit % RowProperty.NullBits);
            columns[i] = RowColumn.Create(Schema[i].Type, place, shape.Loose.Contains(i));
        }

        Columns = columns;
        _refusing = [.. columns.Where(c => c.MayRefuse)];
    }

    /// <summary>The columns that the properties stand for.</summary>
    public DatasetSchema Schema { get; }

    internal RowColumn[] Columns { get; }

    /// <summary>The class of a row.</summary>
    public static RowClass Of(DatasetRow row) => ByType[row.GetType()];

    /// <summary>The class for a schema; loose columns have properties that take any object, because they have values that their CLR type
    /// does not. Null where no class can have such properties: a name is empty, is that of a method of every
    /// object, has a null character or half of a surrogate pair in it, or there are no columns, or more than 10,000.</summary>
    internal static RowClass? For(DatasetSchema schema, ImmutableArray<int> loose)
    {
        var shape = new Shape(schema, loose);
        if (ByShape.TryGetValue(shape, out var known)) return known;
        if (schema.Count is 0 or > MaxColumns || schema.Any(c => !IsPropertyName(c.Name))) return null;
        lock (ByShape)
        {
            if (ByShape.TryGetValue(shape, out known)) return known;
            var made = new RowClass(shape);
            var sample = new object[1];
            made.Create(sample, 1);
            ByType[sample[0].GetType()] = made;
            return ByShape[shape] = made;
        }
    }

    /// <summary>The value of a property, null for null.</summary>
    public object? GetValue(DatasetRow row, int column) => Columns[column].Get(row);

    /// <summary>Whether the columns still have room for what the properties were set to.</summary>
    internal bool Fits(DatasetRow row)
    {
        foreach (var column in _refusing)
            if (!column.Fits(row)) return false;
        return true;
    }

    /// <summary>Fills the beginning of an array with new rows, all of whose properties are zero or null.</summary>
    internal void Create(object[] rows, int count) => _create(rows, count);

    internal string Format(DatasetRow row)
    {
        var text = new StringBuilder("@{");
        for (var i = 0; i < Columns.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "" : "; ")}{Schema[i].Name}={GetValue(row, i)}");
        return text.Append('}').ToString();
    }

    // Metadata holds names as UTF-8 that ends with a null.
    private static bool IsPropertyName(string name) => !Taken.Contains(name, StringComparer.OrdinalIgnoreCase) && name.Length > 0 && !name.Contains('\0') && ObjectConversion.IsWhole(name);

    /// <summary>What decides on a class.</summary>
    private sealed record Shape(DatasetSchema Schema, ImmutableArray<int> Loose)
    {
        public bool Equals(Shape? other) => other is not null && Schema.Equals(other.Schema) && Loose.AsSpan().SequenceEqual(other.Loose.AsSpan());

        public override int GetHashCode() => HashCode.Combine(Schema, Loose.Length);
    }
}
