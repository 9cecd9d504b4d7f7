using System.Management.Automation;
using System.Numerics;
using Scaling.Native.Measuring;
using Scaling.Native.Memory;
using Scaling.Native.Processors;
using Scaling.Native.Processors.Caches;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Processors;

/// <summary>Measures a sum over a matrix row by row, column by column and by tiles, from matrices that fit the first cache to such that fit none.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "TraversalOrder")]
[OutputType(typeof(MatrixTraversalTime))]
public sealed class MeasureTraversalOrderCommand : MeasuringCommand
{
    private const string Compiled = "Compiled";
    private const string Script = "Script";
    private const long MostScriptElements = 1 << 16;
    private const long MostDefaultBytes = 512L << 20;

    private static readonly TraversalOrder[] Orders = [TraversalOrder.Row, TraversalOrder.Column, TraversalOrder.Tiled];

    private readonly List<int> _rows = [];
    private readonly CacheSizes _caches = CacheSizes.OfThisMachine();

    /// <summary>Rows of the matrices, and their columns too unless -Columns says otherwise. By default one matrix for each cache and one that fits none.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, 1 << 24)]
    public int[]? Rows { get; set; }

    /// <summary>Columns of every matrix. As many as rows by default.</summary>
    [Parameter]
    [ValidateRange(1, 1 << 24)]
    public int? Columns { get; set; }

    /// <summary>Unused elements at the end of each row; several numbers make several sets of rows. None by default. Eight, one cache line, take the rows
    /// of a matrix of 2^n columns out of each other's way.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(0, 1 << 20)]
    public int[] Padding { get; set; } = [0];

    /// <summary>Measures loops of PowerShell itself too, over matrices of up to 65,536 elements.</summary>
    [Parameter]
    public SwitchParameter IncludeScript { get; set; }

    /// <summary>The pages of memory to ask for: Huge, Base or System.</summary>
    [Parameter]
    public MemoryPages Pages { get; set; }

    protected override void ProcessRecord()
    {
        if (Rows is not null) _rows.AddRange(Rows);
        else if (!MyInvocation.ExpectingInput) _rows.AddRange(DefaultRows());
    }

    protected override void EndProcessing()
    {
        var limit = ResourceLimits.MemoryBytes();
        var shapes = _rows.SelectMany(rows => Padding.Select(padding => (Rows: rows, Columns: Columns ?? rows, Padding: padding))).ToList();
        foreach (var (rows, columns, padding) in shapes.Where(s => BytesOf(s) > limit))
            WriteError(Errors.MemoryLimitExceeded(BytesOf((rows, columns, padding)), limit, rows));
        shapes.RemoveAll(s => BytesOf(s) > limit);
        var session = NewSession(shapes.Count);
        foreach (var shape in shapes) Try(shape.Rows, () => Measure(session, shape.Rows, shape.Columns, shape.Columns + shape.Padding));
        base.EndProcessing();
    }

    private static long BytesOf((int Rows, int Columns, int Padding) shape) =>
        TraversalProbe.MatrixBytes(shape.Rows, shape.Columns + shape.Padding);

    // Half a cache, since a program needs some of it for other things; nothing that the process may not use.
    private int[] DefaultRows()
    {
        var limit = ResourceLimits.MemoryBytes();
        var rows = _caches.Levels.Select(bytes => 1 << (int)Math.Floor(Math.Log2(bytes / 2 / sizeof(double)) / 2)).Append(RowsInMemory(limit)).Distinct();
        return [.. rows.Where(count => TraversalProbe.MatrixBytes(count, count) <= limit / 2)];
    }

    private int RowsInMemory(long limit)
    {
        var last = _caches.LastLevel;
        var wanted = Math.Min(CacheSizes.TimesLastLevel * last, Math.Max(MostDefaultBytes, 2 * last));
        var rows = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Ceiling(Math.Sqrt((double)wanted / sizeof(double))));
        while (rows > 1 && TraversalProbe.MatrixBytes(rows, rows) > limit / 2) rows /= 2;
        return rows;
    }

    private void Measure(MeasuringSession session, int rows, int columns, int leadingDimension)
    {
        using var matrix = new TraversalProbe(rows, columns, leadingDimension, Enum.Parse<PageKind>(Pages.ToString()), StopToken);
        var withScript = IncludeScript && (long)rows * leadingDimension <= MostScriptElements;
        var measured = session.Compare([.. matrix.Variants(Orders), .. withScript ? TraversalScript.Variants(matrix) : []]);
        var level = _caches.IsReported ? _caches.LevelOf(TraversalProbe.MatrixBytes(rows, leadingDimension), workers: 1) : null;
        for (var i = 0; i < measured.Count; i++)
        {
            var (order, engine, reference) = i < Orders.Length ? (Orders[i], Compiled, 0) : (TraversalScript.Orders[i - Orders.Length], Script, Orders.Length);

            // Scripts sum a copy in the collected heap, whose pages nobody has asked about.
            var hugePageShare = engine == Script ? null : matrix.HugePageShare;
            WriteObject(new MatrixTraversalTime(order.ToString(), engine, measured[i], measured[reference].MedianSeconds, matrix, level, hugePageShare));
        }
    }
}
