using Scaling.Native.Datasets;
using Scaling.Native.Parallel;
using Scaling.Native.Parquet;

namespace Scaling.Native.Memory.Sizes;

/// <summary>The sizes that the columns of batches have, and would have. For one thread.</summary>
public sealed class BatchSizing : IDisposable
{
    private const int WorthATeam = 1 << 14;

    private readonly DatasetSchema _schema;
    private readonly RowModel _model;
    private readonly bool _isSampled;
    private readonly WorkerTeam _team;
    private readonly ColumnProfile[] _profiles;
    private readonly ArrayProfile[] _arrays;
    private readonly List<long> _rows = [0];

    /// <param name="schema">The columns of all batches.</param>
    /// <param name="model">What rows take as objects.</param>
    /// <param name="workers">Threads at work, the caller's among them.</param>
    /// <param name="isSampled">The batches are a sample of a file, in parts (<see cref="BeginPart"/>).</param>
    public BatchSizing(DatasetSchema schema, RowModel model, int workers, bool isSampled = false)
    {
        (_schema, _model, _isSampled) = (schema, model, isSampled);
        _team = new(Math.Clamp(schema.Count, 1, workers));
        _profiles = [.. schema.Select(_ => new ColumnProfile(1, DistinctValues.LimitFor(schema.Count)))];
        _arrays = [.. schema.Select((c, i) => new ArrayProfile(_profiles[i], c.Type))];
    }

    /// <summary>Rows added.</summary>
    public long Rows { get; private set; }

    /// <summary>The next batch is the first of another part of the sample: what was drawn as one.</summary>
    internal void BeginPart()
    {
        if (Rows == 0) return;
        _rows.Add(0);
        foreach (var profile in _profiles) profile.AddBlock();
    }

    /// <exception cref="DatasetException"><see cref="DatasetError.SchemaMismatch"/>.</exception>
    public void Add(DatasetBatch batch, CancellationToken cancellationToken)
    {
        if (!batch.Schema.Equals(_schema))
            throw new DatasetException(DatasetError.SchemaMismatch, $"The batch has the columns {batch.Schema}, those before it {_schema}.");
        cancellationToken.ThrowIfCancellationRequested();
        var block = _rows.Count - 1;
        if (batch.RowCount < WorthATeam) for (var i = 0; i < _arrays.Length; i++) _arrays[i].Add(batch.Columns[i], block);
        else _team.ForEach(_arrays.Length, i => _arrays[i].Add(batch.Columns[i], block));
        _rows[block] += batch.RowCount;
        Rows += batch.RowCount;
    }

    /// <summary>What the batches take, as all of the data.</summary>
    public DatasetSizes Complete() => Complete(Rows, []);

    public void Dispose() => _team.Dispose();

    /// <summary>What a file takes whose batches were added, or some of them.</summary>
    /// <param name="rowCount">Rows of the file.</param>
    /// <param name="columns">What its footer says.</param>
    internal DatasetSizes Complete(long rowCount, IReadOnlyList<ParquetColumnInfo> columns)
    {
        var rows = _rows.ToArray();
        var scale = _isSampled ? new SampleScale([.. rows.Select(r => (double)r)], rowCount) : null;
        var summary = new SizeSummary(rows, scale, _model) { RowCount = rowCount };
        for (var i = 0; i < _profiles.Length; i++)
        {
            var info = columns.Count > 0 ? columns[i] : null;
            var areBoundsExact = info is { AreBoundsExact: not null, Minimum: not null, Maximum: not null } && _schema[i].Type.IsInteger;
            if (areBoundsExact) _profiles[i].Range.AddBounds(Integer(info!.Minimum!), Integer(info.Maximum!));
            summary.Add(new ColumnFacts
            {
                Name = _schema[i].Name,
                Type = _schema[i].Type,
                SourceBytes = info?.CompressedBytes ?? 0,
                NullCount = info?.NullCount,
                AreBoundsExact = areBoundsExact,
            }, _profiles[i]);
        }

        var bytes = columns.Sum(c => (double)c.UncompressedBytes) * (rowCount > 0 ? (double)Rows / rowCount : 1);
        return summary.Complete((long)Math.Round(bytes));
    }

    private static Int128 Integer(object value) => value is ulong large ? large : Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
}
