using System.Management.Automation;
using Scaling.PowerShell.Common;
using Fit = Scaling.PowerShell.Results.ScalingFit;
using Laws = Scaling.Native.Parallel.Laws;

namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>Fits the laws of scaling to times measured with different numbers of workers, and says how many workers are worth it.</summary>
[Cmdlet(VerbsCommon.Get, "ScalingFit")]
[OutputType(typeof(Fit))]
public sealed class GetScalingFitCommand : ScalingCommand
{
    /// <summary>The advice looks at every count up to the most.</summary>
    internal const int MostWorkers = 1 << 20;

    private const string AllRows = "(all)";

    private readonly List<ScalingRow> _rows = [];

    /// <summary>Records of Measure-ParallelScaling and other cmdlets of this module, or objects that have a worker count and a time.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>The property that has the worker count.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string WorkersProperty { get; set; } = "Workers";

    /// <summary>The property that has the time: seconds, a TimeSpan, or text such as 01:02:03.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string SecondsProperty { get; set; } = "Seconds";

    /// <summary>Properties whose values divide the input into series that are fitted apart.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] GroupBy { get; set; } = [];

    /// <summary>Strong for work that stays the same with more workers, Weak for work that grows with them; what the records say by default, else Strong.</summary>
    [Parameter]
    public ScalingMode? Mode { get; set; }

    /// <summary>The laws to fit; those that are about such work by default.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ScalingLaw[] Law { get; set; } = [];

    /// <summary>Probability content of the intervals, between 0 and 1.</summary>
    [Parameter]
    public double ConfidenceLevel { get; set; } = 0.95;

    /// <summary>Fits times of more workers than the process may use as well.</summary>
    [Parameter]
    public SwitchParameter IncludeOversubscribed { get; set; }

    /// <summary>Most workers to recommend; by default what the records say the process may use, else the most that were measured.</summary>
    [Parameter]
    [ValidateRange(1, MostWorkers)]
    public int? MaximumWorkers { get; set; }

    /// <summary>The part of the best speedup to give up for fewer workers, 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Tolerance { get; set; } = 0.05;

    /// <summary>The least speedup a worker to recommend, 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double MinimumEfficiency { get; set; } = 0.5;

    protected override void BeginProcessing()
    {
        if (!(ConfidenceLevel > 0 && ConfidenceLevel < 1)) ThrowTerminatingError(Errors.ConfidenceLevelOutOfRange(ConfidenceLevel));
    }

    protected override void ProcessRecord()
    {
        var takeSamples = !MyInvocation.BoundParameters.ContainsKey(nameof(SecondsProperty));
        if (ScalingRow.Read(InputObject, WorkersProperty, SecondsProperty, takeSamples, GroupBy, WriteError) is { } row) _rows.Add(row);
    }

    protected override void EndProcessing()
    {
        foreach (var series in _rows.GroupBy(row => (Key: string.Join('\0', PartsOf(row)), Mode: ModeOf(row))))
        {
            ThrowIfStopping();
            var parts = PartsOf(series.First());
            Write(parts.Count > 0 ? string.Join(", ", parts) : AllRows, series.Key.Mode, [.. series]);
        }
    }

    private void Write(string name, Laws.ScalingMode mode, List<ScalingRow> rows)
    {
        foreach (var row in rows.Where(row => row.IsOutcomeOther))
            WriteWarning(FormattableString.Invariant($"{name}: the results of {row.Observation.Workers} workers are not those of the first count."));
        var tasks = rows.Select(row => row.Tasks(mode)).OfType<double>().Distinct().Order().ToList();
        if (tasks.Count > 1)
            WriteWarning(FormattableString.Invariant($"{name}: some times are of {tasks[0]} tasks, others of up to {tasks[^1]}, and a law is about one amount of work."));
        var options = new Laws.ScalingFitOptions
        {
            ConfidenceLevel = ConfidenceLevel,
            IncludeOversubscribed = IncludeOversubscribed,
            MaximumWorkers = MaximumWorkers ?? rows.Max(row => row.WorkerLimit),
            Tolerance = Tolerance,
            MinimumEfficiency = MinimumEfficiency,
        };
        var study = Laws.ScalingStudy.Of([.. rows.Select(row => row.Observation)], mode, LawsOf(mode), options);
        foreach (var fit in study.Fits) WriteObject(new Fit(name, study, fit, ConfidenceLevel));
    }

    /// <summary>What divides rows into series: what records are of, and the properties that are given.</summary>
    private List<string> PartsOf(ScalingRow row) =>
        [.. row.SeriesProperties.Except(GroupBy, StringComparer.OrdinalIgnoreCase).Concat(GroupBy).Select(property => row.Text(property) ?? "(null)")];

    private Laws.ScalingMode ModeOf(ScalingRow row) => Mode is { } given
        ? Enum.Parse<Laws.ScalingMode>(given.ToString())
        : row.Mode ?? Laws.ScalingMode.Strong;

    private IReadOnlyList<Laws.ScalingLaw> LawsOf(Laws.ScalingMode mode) => Law.Length > 0
        ? [.. Law.Distinct().Select(law => Enum.Parse<Laws.ScalingLaw>(law.ToString()))]
        : Laws.ScalingStudy.LawsAbout(mode);
}
