using Scaling.Native.Parallel.Laws;
using Scaling.Native.Parallel.Workloads;

namespace Scaling.PowerShell.Results;

/// <summary>How fast so many workers are.</summary>
public sealed class ParallelScaling : MeasurementRecord
{
    internal ParallelScaling(string name, ScalingMode mode, ScalingTiming timing, double? oneWorkerSeconds, int workerLimit, int failedTaskCount)
        : base(timing.Measurement)
    {
        Name = name;
        Mode = mode.ToString();
        Workers = timing.Workers;
        WorkerLimit = workerLimit;
        TaskCount = timing.Tasks;
        StartupSeconds = timing.StartupSeconds;
        Speedup = oneWorkerSeconds * (mode == ScalingMode.Weak ? Workers : 1) / Seconds;
        KarpFlatt = Speedup is { } speedup ? SpeedupLaw.KarpFlatt(speedup, Workers) : null;
        FailedTaskCount = failedTaskCount;
    }

    /// <summary>The script's text, or the kernel.</summary>
    public string Name { get; }

    /// <summary>Strong for the same work with any number of workers, Weak for work that grows with them.</summary>
    public string Mode { get; }

    /// <summary>The worker count.</summary>
    public int Workers { get; }

    /// <summary>How many workers the process may use.</summary>
    public int WorkerLimit { get; }

    /// <summary>Whether these are more.</summary>
    public bool IsOversubscribed => Workers > WorkerLimit;

    /// <summary>Tasks that they shared.</summary>
    public int TaskCount { get; }

    /// <summary>TaskCount / Seconds.</summary>
    public double TasksPerSecond => TaskCount / Seconds;

    /// <summary>How many times as fast as one worker; null where one worker was not measured.</summary>
    public double? Speedup { get; }

    /// <summary>Speedup / Workers.</summary>
    public double? Efficiency => Speedup / Workers;

    /// <summary>The serial fraction that the speedup comes to; null for one worker.</summary>
    public double? KarpFlatt { get; }

    /// <summary>Until so many workers were there, in seconds; Seconds leaves it out.</summary>
    public double StartupSeconds { get; }

    /// <summary>Tasks that threw, in whichever run.</summary>
    public int FailedTaskCount { get; }
}
