namespace Scaling.Native.Memory.Sizes;

/// <summary>What live objects take that are the rows of a dataset.</summary>
public static class LiveRows
{
    private const int RowsPerLook = 1 << 12;

    /// <param name="rows">The rows; each counts once, however often it is among them.</param>
    /// <param name="names">The columns of interest; null for all that rows have, in the order in which they are met.</param>
    /// <param name="partsOf">What a row stores one by one; it gets the row, and a function that tells what the classes of rows store.</param>
    /// <param name="wrapperOf">What holds members that a row was given from outside, and is part of it though the row does not refer to it; null for none.</param>
    /// <param name="options">Where walks end.</param>
    /// <param name="cancellationToken">Looked at every few thousand objects.</param>
    /// <returns>Columns with <see cref="ColumnSizes.Objects"/> and <see cref="ColumnSizes.SharedBytes"/>. What other columns take is in none, nor in the sum.</returns>
    public static DatasetSizes Measure(IReadOnlyList<object> rows, IReadOnlyList<string>? names, Func<object, Func<object, IEnumerable<RowPart>>, IEnumerable<RowPart>> partsOf,
        Func<object, object?> wrapperOf, ObjectGraphOptions options, CancellationToken cancellationToken)
    {
        var sizer = new ObjectGraphSizer(options, cancellationToken);
        Func<object, IEnumerable<RowPart>> stored = new RowParts().Of;
        var columns = new Owners(sizer, names);

        var wrappers = new List<object>();

        // A row that another refers to is no part of that one's column.
        for (var i = 0; i < rows.Count; i++)
        {
            if (i % RowsPerLook == 0) cancellationToken.ThrowIfCancellationRequested();
            if (!RowParts.IsScalar(rows[i])) sizer.Keep(rows[i]);
            if (wrapperOf(rows[i]) is not { } wrapper) continue;
            wrappers.Add(wrapper);
            sizer.Keep(wrapper);
        }

        for (var i = 0; i < rows.Count; i++)
        {
            if (i % RowsPerLook == 0) cancellationToken.ThrowIfCancellationRequested();
            columns.Begin();
            foreach (var part in partsOf(rows[i], stored))
            {
                var owner = columns[part.Name];
                if (part is { InlineBytes: > 0, Value: ValueType value }) sizer.AddContents(owner, value);
                else if (part.Value is not null) sizer.Add(owner, part.Value);
                if (part.InlineBytes > 0) sizer.Move(owner, part.InlineBytes);
            }
        }

        foreach (var row in rows)
            if (!RowParts.IsScalar(row)) sizer.AddFrame(row);
        foreach (var wrapper in wrappers) sizer.AddFrame(wrapper);
        return Summarize(rows.Count, sizer, columns);
    }

    private static DatasetSizes Summarize(int rows, ObjectGraphSizer sizer, Owners owners)
    {
        var columns = owners.Wanted.Select(w => new ColumnSizes
        {
            Name = w.Name,
            Source = new(sizer[w.Owner].Bytes),
            Objects = new(sizer[w.Owner].Bytes),
            SharedBytes = sizer[w.Owner].SharedBytes,
        }).ToArray();
        var (frame, shared) = (sizer.Frame.Bytes, sizer.Shared.Bytes);
        var all = columns.Sum(c => c.Objects!.Value.Bytes) + frame + shared;
        return new()
        {
            Columns = columns,
            Rows = new(rows),
            IsExact = true,
            SampledRows = rows,
            SampledBytes = all,
            Source = new(all),
            Objects = new(all),
            RowObjects = new(frame),
            SharedBytes = shared,
            LeftOut = [.. sizer.LeftOut],
        };
    }

    /// <summary>The owners that stand for columns. Rows have their columns in the same order mostly, so that names need not be looked up.</summary>
    private sealed class Owners(ObjectGraphSizer sizer, IReadOnlyList<string>? names)
    {
        private readonly Dictionary<string, int> _byName = new(StringComparer.OrdinalIgnoreCase);
        private readonly List<(string Name, int Owner)> _order = [];
        private int _next;

        /// <summary>The columns of interest that rows have.</summary>
        internal IEnumerable<(string Name, int Owner)> Wanted => names is null
            ? _byName.Select(p => (p.Key, p.Value)).OrderBy(p => p.Value)
            : names.Where(_byName.ContainsKey).Select(n => (n, _byName[n]));

        internal int this[string name]
        {
            get
            {
                if (_next < _order.Count && ReferenceEquals(_order[_next].Name, name)) return _order[_next++].Owner;
                if (!_byName.TryGetValue(name, out var owner)) _byName.Add(name, owner = sizer.AddOwner());
                if (_next == _order.Count) _order.Add((name, owner));
                _next++;
                return owner;
            }
        }

        internal void Begin() => _next = 0;
    }
}
