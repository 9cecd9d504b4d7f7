using System.Management.Automation;
using Scaling.Native.Kernels;
using Scaling.Native.Measuring;
using Scaling.Native.Processors;
using Scaling.Native.Processors.Vectors;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Expressions;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Processors;

/// <summary>Measures what vector instructions and threads gain over a loop: the same operation over arrays, by a script loop, one element at a time, with each register
/// width, by TensorPrimitives and by several threads.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "VectorSpeedup")]
[OutputType(typeof(VectorSpeedup))]
public sealed class MeasureVectorSpeedupCommand : MeasuringCommand
{
    // Arrays that nobody asked for leave most of the memory to others.
    private const int LadderMemoryShare = 4;

    private CacheSizes? _caches;
    private VectorCrew? _crew;
    private int _usable;

    /// <summary>What is done to each element: Add, AddScalar, MultiplyAdd, Sum, Dot, SquareRoot, Exponential, CompareCount.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public VectorOperation[] Operation { get; set; } = [VectorOperation.Add];

    /// <summary>Types of the elements: Single, Double, Int32, Int64. SquareRoot and Exponential are for the first two.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public VectorElementType[] Type { get; set; } = [VectorElementType.Double];

    /// <summary>Elements of each array; by default as many as fill half of each cache, and four times the last one.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, long.MaxValue)]
    public long[] Count { get; set; } = [];

    /// <summary>The rows that are wanted; by default all that there are.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public VectorSpeedupVariant[] Variant { get; set; } = [];

    /// <summary>Threads of the rows Threads, one row for each number; by default as many as the process may use.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, 1024)]
    [RangeTransformation]
    public int[] Workers { get; set; } = [];

    /// <summary>Another way to do the operation, as a row ScriptBlock: gets arrays x, y and z and the number s, fills z or gives a number.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>The row that Speedup refers to; by default the first.</summary>
    [Parameter]
    public VectorSpeedupVariant? Baseline { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        var wantsBlock = Variant.Contains(VectorSpeedupVariant.ScriptBlock);
        if (wantsBlock && ScriptBlock is null) ThrowTerminatingError(Errors.OptionsConflict("-Variant ScriptBlock needs -ScriptBlock.", nameof(Variant)));
        _usable = ResourceLimits.Workers();
        if (Workers.Length == 0) Workers = [_usable];
        _caches = CacheSizes.Of(ProcessorTopology.Current, _usable);
        var isAsked = Variant.Length > 0;
        if (!isAsked) Variant = [.. Enum.GetValues<VectorSpeedupVariant>().Where(IsUsual)];
        if (ScriptBlock is not null && !wantsBlock) Variant = [.. Variant, VectorSpeedupVariant.ScriptBlock];
        Variant = [.. Variant.Distinct().Where(variant => IsSupported(variant, isAsked))];
        if (Baseline is { } baseline && !Variant.Contains(baseline)) ThrowTerminatingError(Errors.BaselineNotMeasured(baseline.ToString()));
    }

    protected override void ProcessRecord()
    {
        var subjects = Subjects().ToList();
        if (Variant.Length == 0 || subjects.Count == 0) return;
        var workers = Variant.Contains(VectorSpeedupVariant.Threads) ? Workers.Max() : 1;
        _crew = new VectorCrew(_caches!, workers, ResourceLimits.MemoryBytes());
        var session = NewSession(subjects.Count);
        ScriptGuard.Run(this, () =>
        {
            foreach (var subject in subjects) Try(subject.Count, () => Measure(session, subject));
        });
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _crew?.Dispose();
        base.Dispose(disposing);
    }

    private bool IsUsual(VectorSpeedupVariant variant) =>
        variant != VectorSpeedupVariant.ScriptBlock && (variant != VectorSpeedupVariant.Threads || Workers.Any(w => w > 1));

    private bool IsSupported(VectorSpeedupVariant variant, bool isAsked)
    {
        if (PathOf(variant) is not { IsSupported: false } path) return true;
        var error = Errors.InstructionPathNotSupported(path.Name, InstructionPath.Supported.Select(p => p.Name));
        if (isAsked) WriteError(error);
        else WriteVerbose(error.Exception.Message);
        return false;
    }

    private static InstructionPath? PathOf(VectorSpeedupVariant variant) => InstructionPath.All.FirstOrDefault(path => path.Name == variant.ToString());

    /// <summary>What is compared: what there is not is written as an error and left out.</summary>
    private IEnumerable<VectorSubject> Subjects()
    {
        var available = ResourceLimits.MemoryBytes();
        foreach (var operation in Operation.Select(o => Enum.Parse<KernelOperation>(o.ToString())).Distinct())
        {
            foreach (var type in Type.Select(t => Enum.Parse<ElementType>(t.ToString())).Distinct())
            {
                if (!operation.IsFor(type))
                {
                    WriteError(Errors.OperationNotForType(operation, type));
                    continue;
                }

                var size = operation.BytesPerElement(type);
                foreach (var count in Count.Length > 0 ? Count.Distinct() : _caches!.Ladder(size, available / LadderMemoryShare))
                {
                    if (count <= available / size) yield return new VectorSubject(operation, type, count);
                    else WriteError(Errors.MemoryLimitExceeded(count > long.MaxValue / size ? long.MaxValue : count * size, available, count));
                }
            }
        }
    }

    private void Measure(MeasuringSession session, VectorSubject subject)
    {
        try
        {
            using var comparison = VectorComparison.Create(subject.Operation, subject.Type, subject.Count, _crew!, StopToken);
            var variants = Variant.SelectMany(variant => VariantsOf(variant, subject.Operation)).Where(v => IsThere(v, subject.Operation)).ToList();
            if (variants.Count == 0) return;
            var timings = comparison.Compare(session, variants);
            var baseline = Baseline is { } name ? timings.FirstOrDefault(t => t.Variant.Name == name.ToString()) : timings[0];
            foreach (var timing in timings) WriteObject(new VectorSpeedup(comparison, timing, baseline) { IsOversubscribed = timing.Variant.Workers > _usable });
        }
        catch (ArrayScriptException e)
        {
            ThrowTerminatingError(Errors.ArrayScriptFailed(e, ScriptBlock!));
        }
    }

    private IEnumerable<VectorVariant> VariantsOf(VectorSpeedupVariant variant, KernelOperation operation) => variant switch
    {
        VectorSpeedupVariant.Script => [new ScriptVariant(new PowerShellLoop(operation))],
        VectorSpeedupVariant.ScriptBlock => [new ScriptVariant(new UserLoop(ScriptBlock!, operation))],
        VectorSpeedupVariant.TensorPrimitives => [new TensorVariant(variant.ToString())],
        VectorSpeedupVariant.Threads => Workers.Distinct().Select(w => new PathVariant(variant.ToString(), InstructionPath.Best, w)),
        _ => [new PathVariant(variant.ToString(), PathOf(variant)!)],
    };

    private bool IsThere(VectorVariant variant, KernelOperation operation)
    {
        var isThere = VectorComparison.IsThere(variant, operation);
        if (!isThere) WriteVerbose($"{variant.Name} was left out: it has no {operation}.");
        return isThere;
    }

    private readonly record struct VectorSubject(KernelOperation Operation, ElementType Type, long Count);
}
