using Scaling.Native.Memory.Peaks;

namespace Scaling.PowerShell.Results;

/// <summary>The memory that a step of a pipeline took, beside its prediction.</summary>
public sealed class StepMemory : MemoryFigures
{
    /// <param name="step">The step's name.</param>
    /// <param name="memory">What it took.</param>
    /// <param name="pipelineStartBytes">What was in memory before the first step.</param>
    /// <param name="isCeiling">Whether no other step has a higher peak.</param>
    /// <param name="predictedBytes">What was predicted above the start of the pipeline.</param>
    internal StepMemory(string step, MemoryPeak memory, long pipelineStartBytes, bool isCeiling, long? predictedBytes) : base(memory)
    {
        Step = step;
        AboveStartBytes = PeakBytes - pipelineStartBytes;
        IsCeiling = isCeiling;
        PredictedBytes = predictedBytes;
        ChildPeakBytes = memory.ChildPeakBytes;
        ChildProcesses = memory.ChildProcesses;
        Timeline = MemoryTimelineSample.Of(memory);
        DeviationRatio = predictedBytes > 0 ? (double)AboveStartBytes / predictedBytes - 1 : null;
    }

    /// <summary>The step's name.</summary>
    public string Step { get; }

    /// <summary>PeakBytes less what was in memory before the first step.</summary>
    public long AboveStartBytes { get; }

    /// <summary>Whether no other step has a higher peak.</summary>
    public bool IsCeiling { get; }

    /// <summary>The predicted ceiling of the step without what the process takes anyway, in bytes; null without a prediction.</summary>
    public long? PredictedBytes { get; }

    /// <summary>AboveStartBytes over PredictedBytes, less 1: positive where more was needed than predicted.</summary>
    public double? DeviationRatio { get; }

    /// <summary>The most of the sum of the high-water marks of processes that the step started and that ran at the same time, in bytes;
    /// null where they are not measured.</summary>
    public long? ChildPeakBytes { get; }

    /// <summary>How many such processes were seen; null where they are not measured.</summary>
    public int? ChildProcesses { get; }

    /// <summary>Samples in the order of time, from the start of the step; null unless asked for.</summary>
    public MemoryTimelineSample[]? Timeline { get; }
}
