using System.Collections;
using System.Collections.Specialized;
using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.Native.Memory.Sizes;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>Shows how much memory each column of a dataset takes: as text, as objects, as a typed column, and as the best type.</summary>
[Cmdlet(VerbsCommon.Get, "DatasetMemory", DefaultParameterSetName = PathSet)]
[OutputType(typeof(DatasetMemory), typeof(OrderedDictionary))]
public sealed class GetDatasetMemoryCommand : DatasetReadingCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string InputObjectSet = "InputObject";

    private readonly List<object> _objects = [];
    private BatchGathering? _batches;
    private bool _isFromPipeline;

    /// <summary>What lacks a column that is asked for: told once, not for each batch.</summary>
    private DatasetOrigin? _refusedOrigin;
    private DatasetSchema? _refusedSchema;

    /// <summary>Files to look at; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files to look at, taken as they stand: brackets and stars are part of the name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Batches, as Read-Dataset emits them, or any objects; of a list, its elements. From the pipeline, texts and file objects name files.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputObjectSet)]
    [AllowNull]
    public PSObject? InputObject { get; set; }

    /// <summary>Columns to look at, in this order; the others count nowhere.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Property { get; set; }

    /// <summary>Bytes of a larger file that are looked at, in blocks spread over it.</summary>
    [Parameter]
    [ValidateRange(128L << 10, long.MaxValue)]
    public long SampleSize { get; set; } = 16L << 20;

    /// <summary>Files are read whole, so that sizes and types hold for all rows.</summary>
    [Parameter]
    public SwitchParameter Exact { get; set; }

    /// <summary>Puts out a table of names and best types, for -Schema of other cmdlets, in place of the record.</summary>
    [Parameter]
    public SwitchParameter Schema { get; set; }

    /// <summary>Types of columns of text files that are not to be inferred, as other cmdlets take them by -Schema.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable ColumnType { get; set; } = [];

    private protected override (Hashtable Types, string Parameter) GivenTypes => (ColumnType, nameof(ColumnType));

    protected override void BeginProcessing()
    {
        if (Exact && MyInvocation.BoundParameters.ContainsKey(nameof(SampleSize)))
            ThrowTerminatingError(Errors.InvalidParameter("-Exact reads all of a file: leave -SampleSize out.", SampleSize));
        base.BeginProcessing();
        _isFromPipeline = !MyInvocation.BoundParameters.ContainsKey(nameof(InputObject));
        Property = Property is null ? null : [.. Property.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    protected override void ProcessRecord()
    {
        if (ParameterSetName == InputObjectSet) TakeInput(InputObject);
        else foreach (var file in ResolveFiles(ParameterSetName == LiteralPathSet ? LiteralPath : Path, ParameterSetName == LiteralPathSet)) MeasureFile(file);
    }

    protected override void EndProcessing()
    {
        EndBatches();
        if (_objects.Count > 0) Try(null, MeasureObjects);
        base.EndProcessing();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _batches?.Dispose();
        base.Dispose(disposing);
    }

    private void TakeInput(object? input)
    {
        var value = input is PSObject wrapped ? wrapped.BaseObject : input;
        // A list is a row itself where a list of lists comes from the pipeline, and within another list, which may be itself.
        if (value is not IList items || _isFromPipeline && value is not object[]) Take(input);
        else foreach (var item in items) Take(item);
    }

    private void Take(object? input)
    {
        ThrowIfStopping();
        var value = input is PSObject wrapped ? wrapped.BaseObject : input;
        switch (value)
        {
            case null: break;
            case DatasetBatch batch: Try(batch, () => TakeBatch(batch)); break;
            case FileInfo file when _isFromPipeline: MeasureFiles(file.FullName, literal: true); break;
            case string path when _isFromPipeline: MeasureFiles(path, literal: false); break;
            default: _objects.Add(EngineObjects.IsHolder(input!) ? input! : value); break;
        }
    }

    private void MeasureFiles(string path, bool literal)
    {
        foreach (var file in ResolveFiles([path], literal)) MeasureFile(file);
    }

    private void MeasureFile(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        var progress = new ProgressReporter(this, $"Looking at {name}");
        var options = new DatasetSizingOptions
        {
            Read = ReadOptions with { Columns = Property },
            SampleBytes = SampleSize,
            IsExact = Exact,
            Rows = EngineObjects.RowModel,
        };
        Try(path, () =>
        {
            var source = DatasetFile.FormatOf(path).ToString();
            var sizes = FileSizing.Measure(path, options, done => progress.Update(() => string.Create(System.Globalization.CultureInfo.CurrentCulture, $"{done:P0}"), done), StopToken);
            Write(new DatasetMemory(name, path, source, sizes), sizes);
        });
        progress.Complete();
    }

    private void TakeBatch(DatasetBatch batch)
    {
        if (ReferenceEquals(_refusedOrigin, batch.Origin) && batch.Schema.Equals(_refusedSchema)) return;
        if (Property?.Any(n => batch.Schema.IndexOf(n) < 0) == true) (_refusedOrigin, _refusedSchema) = (batch.Origin, batch.Schema);
        var picked = Property is null ? batch : batch.Project([.. Property.Select(batch.Schema.Require)]);
        if (_batches?.GoesOn(picked) == false) EndBatches();
        (_batches ??= new(picked.Origin, picked.Schema, EngineObjects.RowModel)).Add(picked, StopToken);
    }

    private void EndBatches()
    {
        if (_batches is null) return;
        var (batches, origin) = (_batches, _batches.Origin);
        _batches = null;
        using (batches)
        {
            if (origin.Failure is not null)
            {
                WriteError(Errors.SizesIncomplete(origin));
                return;
            }

            var sizes = batches.Complete();
            var name = origin.Path is null ? origin.ToString() : System.IO.Path.GetFileName(origin.Path);
            Write(new DatasetMemory(name, origin.Path, "Batches", sizes), sizes);
        }
    }

    private void MeasureObjects()
    {
        var live = LiveRows.Measure(_objects, Property, EngineObjects.PartsOf, EngineObjects.WrapperOf, EngineObjects.Options, StopToken);
        string[] stored = [.. live.Columns.Select(c => c.Name)];
        // What is computed is read where it was asked for only: that may take long, and change something.
        string[] names = [.. Property?.Where(n => stored.Contains(n, StringComparer.OrdinalIgnoreCase) || IsComputed(n)) ?? stored];
        var sizes = live.Join(new TypedRows(this, names).Measure(_objects, StopToken));
        var left = live.LeftOut.Where(t => !EngineObjects.IsPlumbing(t)).Select(t => t.ToString()).Order(StringComparer.Ordinal).ToArray();
        if (left.Length > 0) WriteVerbose($"Met and left out, as no part of the data: {string.Join(", ", left)}.");
        Write(new DatasetMemory("(objects)", null, "Objects", sizes), sizes);

        bool IsComputed(string name)
        {
            if (_objects.Exists(o => TypedRows.HasProperty(o, name))) return true;
            WriteError(Errors.ColumnNotFound(name, stored));
            return false;
        }
    }

    private void Write(DatasetMemory record, DatasetSizes sizes)
    {
        if (!Schema)
        {
            WriteObject(record);
            return;
        }

        var types = new OrderedDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var column in sizes.BestTypes()) types.Add(column.Name, column.Type.ToString());
        WriteObject(types);
    }
}
