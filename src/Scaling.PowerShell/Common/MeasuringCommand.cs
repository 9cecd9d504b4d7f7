using System.Management.Automation;
using Scaling.Native.Measuring;

namespace Scaling.PowerShell.Common;

/// <summary>What every cmdlet that times work shares: how long it may take, and how exact it is to be.</summary>
public abstract class MeasuringCommand : ScalingCommand
{
    private ProgressReporter? _progress;

    /// <summary>Time for the whole measurement, as seconds or a TimeSpan; each row is measured at least once, whatever that takes.
    /// One minute by default, five seconds with -Quick.</summary>
    [Parameter]
    [SecondsTransformation]
    public TimeSpan? TimeLimit { get; set; }

    /// <summary>A first look: medians to 5 % in place of 1 %, and shorter warm-ups.</summary>
    [Parameter]
    public SwitchParameter Quick { get; set; }

    /// <summary>The time limit where the user gives none.</summary>
    private protected virtual TimeSpan DefaultTimeLimit => (Quick ? MeasuringOptions.Quick : MeasuringOptions.Careful).TimeLimit;

    private protected MeasuringOptions MeasuringOptions =>
        (Quick ? MeasuringOptions.Quick : MeasuringOptions.Careful) with { TimeLimit = TimeLimit ?? DefaultTimeLimit };

    protected override void BeginProcessing()
    {
        if (TimeLimit <= TimeSpan.Zero) ThrowTerminatingError(Errors.TimeLimitOutOfRange(TimeLimit.Value));
    }

    /// <param name="comparisons">How many comparisons share the time limit.</param>
    private protected MeasuringSession NewSession(int comparisons)
    {
        _progress = new ProgressReporter(this, $"Measuring with {MyInvocation.MyCommand.Name}");
        return new MeasuringSession(MeasuringOptions, comparisons, new ProgressRelay(_progress), StopToken);
    }

    protected override void EndProcessing() => _progress?.Complete();

    private sealed class ProgressRelay(ProgressReporter reporter) : IProgress<MeasuringProgress>
    {
        public void Report(MeasuringProgress value) => reporter.Update(() => value.Variant, value.Fraction);
    }
}
