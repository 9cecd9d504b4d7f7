using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using Scaling.Native.Memory.Ceilings;
using Scaling.Native.Memory.Ceilings.Flow;
using Scaling.Native.Processors;
using Scaling.PowerShell.Commands.Memory.Scripts;
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
    private ForecastOptions? _options;
    private ProgressReporter? _progress;
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
        _progress = new ProgressReporter(this, "Predicting memory ceilings");
        _parser = new StepParser(new FileSizes(ResolveFile, StopToken));
        _isIncomplete = !TryParse(() => _sizes = _parser.ParseSizes(Size), Size);
    }

    /// <summary>Taken when all is read, because the code that reads takes memory that stays.</summary>
    private ForecastOptions Options => _options ??= new ForecastOptions
    {
        BaseBytes = BaseBytes ?? Environment.WorkingSet,
        CheckpointAfter = CheckpointAfter,
        StorageRatio = StorageRatio,
        Progress = new ProgressRelay(_progress!),
    };

    protected override void ProcessRecord()
    {
        foreach (var step in Step)
        {
            // Get-ChildItem *.ps1 gives scripts, not steps.
            switch (step is PSObject wrapped ? wrapped.BaseObject : step)
            {
                case FileInfo file: ReadScript(file.FullName); break;
                case ScriptBlock block: ReadScript(block); break;
                default: _isIncomplete |= !TryParse(() => _steps.Add(_parser!.Parse(step).Step), step); break;
            }
        }

        foreach (var file in ResolveFiles(ScriptPath, literal: false).Concat(ResolveFiles(LiteralPath, literal: true))) ReadScript(file);
        foreach (var block in ScriptBlock) ReadScript(block);
    }

    protected override void EndProcessing()
    {
        if (_steps.Count > 0 && !_isIncomplete)
        {
            TryPlan(null, () =>
            {
                var plan = MemoryPlan.FromSteps(_steps, _sizes);
                Write(Policies(_steps.Exists(s => s.Releases.Count > 0)), p => plan.Forecast(p, Options, StopToken), null);
            });
        }

        _progress?.Complete();
    }

    private void ReadScript(string path) => TryPlan(path, () =>
    {
        var script = Parser.ParseFile(path, out _, out var errors);
        if (errors.Length > 0) WriteError(Errors.ScriptNotParsed(path, errors));
        else ReadScript(script, path);
    });

    private void ReadScript(ScriptBlock block) => TryPlan(
        block, () => ReadScript(StatementScript.BodyOf(block), null));

    private void ReadScript(ScriptBlockAst script, string? path)
    {
        if (_isIncomplete) return;
        var files = new ScriptFiles(FindFile, new FileSizes(FindFile, StopToken));
        var flow = ScriptReader.Read(script, files, _sizes.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase), System.IO.Path.GetDirectoryName(path));
        var plans = FlowPlans.Of(flow.Program, _sizes);
        var notes = flow.Notes.Concat(plans.UnusedSizes.Select(n => $"-Size names {n}, which the script has no variable for."));
        if (plans.Plans.Count > 1)
        {
            notes = notes.Prepend(
                $"There are {plans.Plans.Count} ways through the script; figures are of the one with the highest ceiling, for each policy.");
        }

        if (plans.IsCutShort) notes = notes.Prepend("There are too many ways through the script: branches were taken to run one after another.");
        var outline = new ScriptOutline(path, [.. notes], plans.Plans);
        Write(Policies(hasReleases: true), p => plans.Forecast(p, Options, StopToken), outline);
    }

    private CeilingPolicy[] Policies(bool hasReleases) => Policy.Length > 0
        ? [.. Policy.Distinct().Order().Select(p => Enum.Parse<CeilingPolicy>(p.ToString()))]
        : [.. Enum.GetValues<CeilingPolicy>().Where(p => p != CeilingPolicy.AsWritten || hasReleases)];

    private void Write(CeilingPolicy[] policies, Func<CeilingPolicy, CeilingForecast> forecast, ScriptOutline? script)
    {
        var forecasts = policies.Select(forecast).ToList();
        var report = new CeilingReport(Options, MemoryLimit ?? ResourceLimits.MemoryBytes(), StopToken);
        foreach (var ceiling in report.Describe(forecasts, script)) WriteObject(ceiling);
    }

    private void TryPlan(object? target, Action work) => Try(target, () =>
    {
        try
        {
            work();
        }
        catch (MemoryPlanException e)
        {
            WriteError(Errors.NoPlan(e));
        }
    });

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

    /// <summary>A file that a script names; the script may make it first, so it is no error that there is none.</summary>
    private string? FindFile(string path)
    {
        try
        {
            var full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == "FileSystem" && File.Exists(full) ? full : null;
        }
        catch (Exception e) when (e is SessionStateException or ProviderInvocationException or NotSupportedException)
        {
            return null;
        }
    }

    private string? ResolveFile(string path) => ResolveFiles([path], literal: true).FirstOrDefault();

    private sealed class ProgressRelay(ProgressReporter reporter) : IProgress<double>
    {
        public void Report(double value) => reporter.Update(() => "Trying changes", value);
    }
}
