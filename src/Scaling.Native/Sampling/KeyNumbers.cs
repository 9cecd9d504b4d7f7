using System.Runtime.InteropServices;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Grouping;
using Scaling.Native.Datasets.Grouping.Keys;

namespace Scaling.Native.Sampling;

/// <summary>
/// Numbers what rows have in some columns, in the order it comes. Keys are told apart packed, by the tables of groupings; only a key that is
/// new is looked at as values, so that those of columns of other widths find their number too.
/// </summary>
internal sealed class KeyNumbers(IReadOnlyList<string> columns)
{
    private const int SliceRows = 4096;
    private const int FirstCapacity = 256;

    private readonly Dictionary<GroupKey, int> _numbers = [];
    private readonly List<GroupKey> _keys = [];
    private readonly List<PackedKeys> _packed = [];
    private Type[]? _types;

    public bool IsEmpty => columns.Count == 0;

    /// <summary>The keys by number.</summary>
    public IReadOnlyList<GroupKey> Keys => _keys;

    /// <summary>The places of the columns in a batch.</summary>
    /// <exception cref="DatasetException">
    /// <see cref="DatasetError.ColumnNotFound"/>; <see cref="DatasetError.ColumnTypeMismatch"/>: binary values;
    /// <see cref="DatasetError.SchemaMismatch"/>: another type than in the batches before.
    /// </exception>
    public int[] Find(DatasetSchema schema)
    {
        var places = new int[columns.Count];
        for (var key = 0; key < places.Length; key++)
        {
            places[key] = schema.Require(columns[key]);
            var column = schema[places[key]];
            if (column.Type.Kind == ColumnKind.Binary)
            {
                throw Refusal(DatasetError.ColumnTypeMismatch, column, "binary, which makes no groups.");
            }

            if (_types is not null && _types[key] != KeyType(column.Type))
            {
                throw Refusal(DatasetError.SchemaMismatch, column, $"{column.Type} here, but {_types[key].Name} in the rows before.");
            }
        }

        return places;
    }

    /// <summary>The numbers of the keys of all rows of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="places">What <see cref="Find"/> gave for it.</param>
    /// <param name="numbers">One a row.</param>
    public void Resolve(DatasetBatch batch, int[] places, Span<int> numbers)
    {
        var types = Array.ConvertAll(places, place => batch.Schema[place].Type);
        _types ??= Array.ConvertAll(types, KeyType);
        if (columns.Count == 0)
        {
            if (_keys.Count == 0)
            {
                _keys.Add(new GroupKey([]));
            }

            numbers.Clear();
            return;
        }

        var packed = _packed.Find(keys => keys.Types.AsSpan().SequenceEqual(types));
        if (packed is null)
        {
            _packed.Add(packed = new PackedKeys(types));
        }

        var arrays = Array.ConvertAll(places, place => batch.Columns[place]);
        for (var row = 0; row < numbers.Length;)
        {
            var rows = packed.Table.Encode(arrays, row, Math.Min(SliceRows, numbers.Length - row));
            for (var done = 0; done < rows;)
            {
                var slice = numbers.Slice(row + done, rows - done);
                var found = packed.Table.Resolve(done, slice);
                Number(packed, batch, places, row + done, slice[..found]);
                done += found;
                if (done < rows)
                {
                    packed.MakeRoom(done);
                }
            }

            row += rows;
        }
    }

    private static Type KeyType(ColumnType type) => type.IsInteger ? typeof(long) : type.ClrType;

    private static DatasetException Refusal(DatasetError error, DatasetColumn column, string what) =>
        new(error, $"The column '{column.Name}' is {what}") { Column = column.Name };

    /// <summary>Turns numbers of the packed keys into those of the keys.</summary>
    private void Number(PackedKeys packed, DatasetBatch batch, int[] places, int firstRow, Span<int> numbers)
    {
        var known = packed.Numbers;
        for (var i = 0; i < numbers.Length; i++)
        {
            // Packed keys are numbered as they come, so a new one is the next.
            if (numbers[i] == known.Count)
            {
                known.Add(NumberOf(new GroupKey(Array.ConvertAll(places, place => batch.GetValue(place, firstRow + i)))));
            }
        }

        var map = CollectionsMarshal.AsSpan(known);
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = map[numbers[i]];
        }
    }

    private int NumberOf(GroupKey key)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, key, out var isKnown);
        if (!isKnown)
        {
            number = _keys.Count;
            _keys.Add(key);
        }

        return number;
    }

    /// <summary>The keys of columns of exactly these types.</summary>
    private sealed class PackedKeys(ColumnType[] types)
    {
        public ColumnType[] Types { get; } = types;

        public GroupKeys Table { get; } = GroupKeys.Create(types, SliceRows, new MemoryBudget(long.MaxValue));

        /// <summary>The number of each packed key.</summary>
        public List<int> Numbers { get; } = [];

        public void MakeRoom(int row)
        {
            if (Table.Count < Table.Capacity)
            {
                if (Table.TryMakeRoom(row))
                {
                    return;
                }
            }
            else if (Math.Max(FirstCapacity, 2L * Table.Capacity) is <= PackedKeyTable.MaxCapacity and var capacity)
            {
                Table.Grow((int)capacity);
                return;
            }

            throw new DatasetException(DatasetError.MemoryLimitExceeded, $"More than {Table.Count} groups cannot be told apart in memory.");
        }
    }
}
