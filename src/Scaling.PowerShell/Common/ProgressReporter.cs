using System.Diagnostics;
using System.Management.Automation;

namespace Scaling.PowerShell.Common;

/// <summary>Progress of one activity: nothing in the first second, then a few records a second.</summary>
/// <param name="show">Where the records go.</param>
/// <param name="activity">What is done.</param>
internal sealed class ProgressReporter(Action<ProgressRecord> show, string activity)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static int _lastActivity;

    private readonly int _activityId = Interlocked.Increment(ref _lastActivity);
    private readonly long _start = Stopwatch.GetTimestamp();
    private TimeSpan _next = Quiet;
    private bool _shown;

    /// <summary>Progress that a cmdlet shows; from the pipeline thread only.</summary>
    internal ProgressReporter(Cmdlet cmdlet, string activity) : this(cmdlet.WriteProgress, activity)
    {
    }

    internal TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <param name="status">Called only when something will be shown.</param>
    /// <param name="fraction">Share done, 0 to 1, or null where the end is not known.</param>
    internal void Update(Func<string> status, double? fraction)
    {
        var elapsed = Elapsed;
        if (elapsed < _next) return;
        (_next, _shown) = (elapsed + Interval, true);
        var record = new ProgressRecord(_activityId, activity, status());
        if (fraction is > 0 and <= 1)
        {
            record.PercentComplete = (int)(fraction * 100);
            record.SecondsRemaining = (int)Math.Min(int.MaxValue, elapsed.TotalSeconds * (1 - fraction.Value) / fraction.Value);
        }

        show(record);
    }

    internal void Complete()
    {
        if (!_shown) return;
        _shown = false;
        show(new ProgressRecord(_activityId, activity, "Done") { RecordType = ProgressRecordType.Completed });
    }
}
