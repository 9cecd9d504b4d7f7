using System.Collections;
using System.Management.Automation;
using Scaling.Native.Memory.Ceilings;
using Scaling.PowerShell.Commands.Memory.Steps;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>Predicts how much memory a pipeline or a script needs at most, step by step, and which single change lowers that most.</summary>
[Cmdlet(VerbsCommon.Get, "MemoryCeiling", DefaultParameterSetName = StepSet)]
[OutputType(typeof(MemoryCeiling))]
public sealed class GetMemoryCeilingCommand : ScalingCommand
{
    private const string StepSet = "Step";
    private const string ScriptPathSet = "ScriptPath";
    private const string LiteralPathSet = "LiteralPath";
    private const string ScriptBlockSet = "ScriptBlock";

    private readonly List<MemoryStep> _steps = [];
    private StepParser? _parser;
    private Dictionary<string, MemorySize> _sizes = [];
    private ForecastOptions _options = new();
    private bool _isIncomplete;

    /// <summary>Steps of the pipeline, in order: hashtables or objects with Name, Reads, Makes, Temporary, Releases, Holds and Stores.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = StepSet)]
    [ValidateNotNull]
    public object[] Step { get; set; } = [];

    /// <summary>Scripts to read, not to run; wildcards are allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ScriptPathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] ScriptPath { get; set; } = [];

    /// <summary>Scripts to read, by paths taken as they stand: brackets and stars are part of the name.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Script blocks to read, not to run.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ScriptBlockSet)]
    [ValidateNotNullOrEmpty]
    public ScriptBlock[] ScriptBlock { get; set; } = [];

    /// <summary>Sizes of objects or variables by name, where steps and scripts do not tell; and of what is there before the first step.</summary>
    [Parameter]
    [ValidateNotNull]
    public IDictionary? Size { get; set; }

    /// <summary>Policies to predict for: Keep, AsWritten, Release, Checkpoint. All that differ by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public MemoryCeilingPolicy[] Policy { get; set; } = [];

    /// <summary>The step after which policy Checkpoint cuts the pipeline; by default the one with the lowest ceiling.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CheckpointAfter { get; set; }

    /// <summary>Bytes that a checkpoint takes in storage for each byte in memory: 0.3 for compressed files, say.</summary>
    [Parameter]
    [ValidateRange(0.0, 1000.0)]
    public double StorageRatio { get; set; } = 1;

    /// <summary>Memory of the process without the pipeline's objects; the working set of this process by default.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? BaseBytes { get; set; }

    /// <summary>Memory that the process may use; by default what this one may, by its cgroup, job or machine.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long? MemoryLimit { get; set; }

    protected override void BeginProcessing()
    {
        if (CheckpointAfter is not null && Policy.Length > 0 && !Policy.Contains(MemoryCeilingPolicy.Checkpoint))
            ThrowTerminatingError(Errors.OptionsConflict("-CheckpointAfter goes with -Policy Checkpoint.", nameof(CheckpointAfter)));
        _options = new ForecastOptions
        {
            BaseBytes = BaseBytes ?? Environment.WorkingSet,
            CheckpointAfter = CheckpointAfter,
            StorageRatio = StorageRatio,
        };
        _parser = new StepParser(new FileSizes(ResolveFile, StopToken));
        _isIncomplete = !TryParse(() => _sizes = _parser.ParseSizes(Size), Size);
    }

    protected override void ProcessRecord()
    {
        foreach (var step in Step)
        {
            if (!TryParse(() => _steps.Add(_parser!.Parse(step).Step), step)) _isIncomplete = true;
        }
    }

    protected override void EndProcessing()
    {
        if (ParameterSetName != StepSet || _isIncomplete) return;
        Try(null, () =>
        {
            try
            {
                Write([MemoryPlan.FromSteps(_steps, _sizes)], null);
            }
            catch (MemoryPlanException e)
            {
                WriteError(Errors.NoPlan(e));
            }
        });
    }

    /// <param name="plans">What may happen: one plan, or one for each way through a script.</param>
    /// <param name="script">Of a script, what else is to be said.</param>
    /// <exception cref="MemoryPlanException">The plan cannot be cut where the user says.</exception>
    private void Write(IReadOnlyList<MemoryPlan> plans, ScriptOutline? script)
    {
        var policies = Policy.Length > 0
            ? Policy.Distinct().Order().Select(p => Enum.Parse<CeilingPolicy>(p.ToString()))
            : Enum.GetValues<CeilingPolicy>().Where(p => p != CeilingPolicy.AsWritten || script is not null || _steps.Exists(s => s.Releases.Count > 0));
        var forecasts = policies.Select(p => plans.Select(plan => plan.Forecast(p, _options)).MaxBy(f => f.CeilingBytes)!).ToList();
        var report = new CeilingReport(_options, MemoryLimit ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, StopToken);
        foreach (var ceiling in report.Describe(forecasts, script)) WriteObject(ceiling);
    }

    /// <summary>Reads what a user wrote; what is wrong with it is written as an error, and false returned.</summary>
    private bool TryParse(Action parse, object? target)
    {
        var isParsed = false;
        Try(target, () =>
        {
            try
            {
                parse();
                isParsed = true;
            }
            catch (StepException e)
            {
                if (e.Error is { } error) WriteError(error);
            }
        });
        return isParsed;
    }

    private string? ResolveFile(string path) => ResolveFiles([path], literal: true).FirstOrDefault();
}
