using Scaling.Native.Datasets;

namespace Scaling.Native.Memory.Sizes;

/// <summary>What is known of a column beside its profile.</summary>
internal sealed record ColumnFacts
{
    internal required string Name { get; init; }

    internal required ColumnType Type { get; init; }

    internal bool IsGiven { get; init; }

    internal bool IsReadAsText { get; init; }

    /// <summary>Where the data is; null to sum up what the profile saw.</summary>
    internal long? SourceBytes { get; init; }

    /// <summary>All nulls; null to scale up what the profile saw.</summary>
    internal long? NullCount { get; init; }

    /// <summary>The profile's bounds are those of all values.</summary>
    internal bool AreBoundsExact { get; init; }
}

/// <summary>Sums up profiles: from what was seen of the columns to what all of them take.</summary>
/// <param name="rows">Rows of each part.</param>
/// <param name="scale">From the parts to the whole; null where they are all of it.</param>
/// <param name="model">What rows take as objects.</param>
internal sealed class SizeSummary(long[] rows, SampleScale? scale, RowModel model)
{
    /// <summary>Three standard errors of the sketch.</summary>
    private const double SketchError = 0.0244;

    private readonly List<ColumnSizes> _columns = [];
    private readonly double[] _source = new double[rows.Length];
    private readonly double[] _objects = new double[rows.Length];
    private readonly double[] _typed = new double[rows.Length];
    private readonly double[] _best = new double[rows.Length];
    private readonly long _rows = rows.Sum();

    /// <summary>Rows of all of the data, where that is known.</summary>
    internal long? RowCount { get; init; }

    internal void Add(ColumnFacts facts, ColumnProfile profile)
    {
        var (type, total) = (facts.Type, profile.Total);
        var distinct = DistinctOf(profile, total, facts);
        var isBinary = type.Kind == ColumnKind.Binary;
        var category = isBinary ? default(SizeEstimate?) : CategoryBytes(profile, facts, distinct);
        var types = new BestType(profile, type)
        {
            IsGiven = facts.IsGiven,
            IsReadAsText = facts.IsReadAsText,
            IsSampled = scale is not null,
            AreBoundsExact = scale is null || facts.AreBoundsExact,
            DistinctCount = isBinary ? null : distinct.Count,
        };
        SizeEstimate Size(ColumnType candidate) => candidate.Kind == ColumnKind.Category ? category!.Value : Bytes(candidate, profile, facts);

        // A dictionary must pay even if there are as many values as there can be.
        long Weight(ColumnType candidate) => candidate.Kind == ColumnKind.Category && candidate != type
            ? category!.Value.Bytes + category.Value.Error
            : Size(candidate).Bytes;
        var best = types.Candidates().MinBy(c => Weight(c.Type));
        for (var i = 0; i < rows.Length; i++)
        {
            _source[i] += profile.Blocks[i].SourceBytes;
            _objects[i] += profile.Blocks[i].ObjectBytes + rows[i] * model.PropertyBytes;
            _typed[i] += BlockBytes(type, profile, facts, i);
            _best[i] += BlockBytes(best.Type, profile, facts, i);
        }

        _columns.Add(new()
        {
            Name = facts.Name,
            Type = type,
            BestType = best.Type,
            Reason = best.Reason,
            Source = facts.SourceBytes is { } known ? new(known) : Whole(i => profile.Blocks[i].SourceBytes),
            Objects = Whole(i => profile.Blocks[i].ObjectBytes + rows[i] * model.PropertyBytes),
            Typed = Size(type),
            Best = Size(best.Type),
            Category = category,
            Nulls = facts.NullCount is { } nulls ? new(nulls) : Whole(i => NullsOf(profile.Blocks[i], type)),
            Distinct = distinct,
            Minimum = profile.Range.Minimum,
            Maximum = profile.Range.Maximum,
        });
    }

    internal DatasetSizes Complete(long sampledBytes)
    {
        var columns = _columns;
        var perRow = model.RowBytes(columns.Count);
        var rowObjects = Whole(i => rows[i] * perRow);
        return new()
        {
            Columns = columns,
            Rows = RowCount is { } known ? new(known) : Whole(i => rows[i]),
            IsExact = scale is null,
            SampledRows = _rows,
            SampledBytes = sampledBytes,
            Source = Sum(c => c.Source, _source),
            Objects = Whole(i => _objects[i] + rows[i] * perRow),
            RowObjects = rowObjects,
            Typed = Sum(c => c.Typed, _typed),
            Best = Sum(c => c.Best, _best),
        };
    }

    /// <summary>The columns' sizes; they are not wrong independently of each other, so that the error is that of the parts' sums.</summary>
    private SizeEstimate Sum(Func<ColumnSizes, SizeEstimate?> size, double[] blocks)
    {
        var sum = _columns.Sum(c => size(c)!.Value.Bytes);
        // Where each is exact, so is the sum; what a dictionary adds is wrong in its own way.
        if (_columns.TrueForAll(c => size(c)!.Value.Error == 0)) return new(sum);
        var dictionaries = _columns.Sum(c => c.Category is { } category && size(c) == category ? category.Error : 0);
        return new(sum, Whole(i => blocks[i]).Error + dictionaries);
    }

    private SizeEstimate Whole(Func<int, double> amounts)
    {
        if (scale is not null) return scale.Estimate(amounts);
        var sum = 0.0;
        for (var i = 0; i < rows.Length; i++) sum += amounts(i);
        return SizeEstimate.Of(sum);
    }

    private SizeEstimate Bytes(ColumnType type, ColumnProfile profile, ColumnFacts facts)
    {
        var total = profile.Total;
        if (scale is null) return new(ColumnBytes.Of(type, _rows, NullsOf(total, type), ValueBytes(total, type)));
        // Of a known number of rows, what is a fixed width a row is known as well.
        if (RowCount is { } all && (ColumnBytes.WidthOf(type) > 0 || type.Kind == ColumnKind.Boolean))
            return new(ColumnBytes.Of(type, all, HasNulls(profile, type, facts) ? 1 : 0));
        return scale.Estimate(i => BlockBytes(type, profile, facts, i)) + new SizeEstimate(WidthOf(type) > 0 ? 0 : sizeof(int));
    }

    private double BlockBytes(ColumnType type, ColumnProfile profile, ColumnFacts facts, int block)
    {
        var validity = HasNulls(profile, type, facts) ? rows[block] / 8.0 : 0;
        return validity + type.Kind switch
        {
            ColumnKind.Boolean => rows[block] / 8.0,
            ColumnKind.String or ColumnKind.Binary => rows[block] * (double)sizeof(int) + ValueBytes(profile.Blocks[block], type),
            _ => rows[block] * (double)ColumnBytes.WidthOf(type),
        };
    }

    private SizeEstimate CategoryBytes(ColumnProfile profile, ColumnFacts facts, DistinctEstimate distinct)
    {
        var total = profile.Total;
        var length = profile.Distinct.IsExact ? profile.Distinct.MeanLength : MeanLength(profile, total);
        double Dictionary(long values) => (values + 1) * (double)sizeof(int) + Math.Round(values * length);
        var error = Math.Max(Dictionary(distinct.High) - Dictionary(distinct.Count), Dictionary(distinct.Count) - Dictionary(distinct.Low));
        var dictionary = SizeEstimate.Of(Dictionary(distinct.Count), error);
        if (scale is null) return dictionary + new SizeEstimate(ColumnBytes.OfCategory(_rows, NullsOf(total, ColumnType.Category), 0, 0) - sizeof(int));
        return dictionary + (RowCount is { } all
            ? new(ColumnBytes.OfCategory(all, HasNulls(profile, ColumnType.Category, facts) ? 1 : 0, 0, 0) - sizeof(int))
            : scale.Estimate(i => BlockBytes(ColumnType.Category, profile, facts, i)));
    }

    private DistinctEstimate DistinctOf(ColumnProfile profile, in BlockSums total, ColumnFacts facts)
    {
        var values = profile.Distinct;
        var found = values.Count;
        // Empty texts are nulls elsewhere.
        if (total.EmptyTexts > 0 && !IsText(facts.Type)) found = Math.Max(0, found - 1);
        var valid = _rows - NullsOf(total, facts.Type);
        if (scale is null)
        {
            var count = (long)Math.Round(Math.Min(found, valid));
            return values.IsExact ? new(count, count, count) : new(count, (long)(found * (1 - SketchError)), (long)Math.Min(valid, found * (1 + SketchError)));
        }

        var inOnePart = Math.Min(found, values.CountInOnePart());
        var areAllDifferent = values.IsExact ? found == valid && valid > 1 : found > valid * (1 - SketchError);
        return DistinctEstimate.FromSample(found, values.IsExact ? found : found * (1 - SketchError), inOnePart, scale.Factor, Math.Round(valid * scale.Factor), areAllDifferent);
    }

    private double MeanLength(ColumnProfile profile, in BlockSums total)
    {
        var valid = _rows - total.Nulls;
        return profile.HasTexts && valid > 0 ? (double)total.ValueBytes / valid : profile.Distinct.MeanLength;
    }

    private static bool HasNulls(ColumnProfile profile, ColumnType type, ColumnFacts facts) =>
        facts.NullCount is { } known && !IsText(type) ? known > 0 || NullsOf(profile.Total, type) > 0 : NullsOf(profile.Total, type) > 0;

    private static long NullsOf(in BlockSums sums, ColumnType type) => sums.Nulls + (IsText(type) ? 0 : sums.EmptyTexts);

    private static long ValueBytes(in BlockSums sums, ColumnType type) => IsText(type) || type.Kind == ColumnKind.Binary ? sums.ValueBytes : 0;

    private static bool IsText(ColumnType type) => type.Kind is ColumnKind.String or ColumnKind.Category or ColumnKind.Binary;

    private static int WidthOf(ColumnType type) => type.Kind == ColumnKind.Boolean ? 1 : ColumnBytes.WidthOf(type);
}
