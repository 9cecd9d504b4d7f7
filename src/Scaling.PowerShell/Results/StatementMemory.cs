using Scaling.PowerShell.Commands.Memory;

namespace Scaling.PowerShell.Results;

/// <summary>The memory that a statement took, and what variables held while it ran.</summary>
public sealed class StatementMemory : MemoryFigures
{
    private const int NearShare = 100;

    /// <param name="span">The statement.</param>
    /// <param name="scriptStartBytes">What was in memory before the first statement.</param>
    /// <param name="isCeiling">Whether it is the first whose peak is as high as any, within a hundredth.</param>
    private StatementMemory(MeasuredSpan span, long scriptStartBytes, bool isCeiling) : base(span.Memory)
    {
        Line = span.Line ?? 0;
        Statement = span.Name;
        AboveStartBytes = PeakBytes - scriptStartBytes;
        IsCeiling = isCeiling;
        Variables = [.. span.Held.Select(h => new LiveVariable(h))];
        VariableBytes = span.Held.Sum(h => h.Bytes ?? 0);
    }

    internal static IEnumerable<StatementMemory> Of(MeasuredRun run)
    {
        // Memory that is free again often stays with the process: later statements may pass the one that needed it by a little.
        var highest = run.Spans!.Select(s => s.Memory.PeakBytes).DefaultIfEmpty().Max();
        var ceiling = run.Spans!.FirstOrDefault(s => s.Memory.PeakBytes >= highest - highest / NearShare);
        return run.Spans!.Select(s => new StatementMemory(s, run.Memory.StartBytes, ReferenceEquals(s, ceiling)));
    }

    /// <summary>Line of the statement.</summary>
    public int Line { get; }

    /// <summary>The statement, or its first line.</summary>
    public string Statement { get; }

    /// <summary>PeakBytes less what was in memory before the first statement.</summary>
    public long AboveStartBytes { get; }

    /// <summary>Whether it is the first statement whose peak is as high as any, within a hundredth.</summary>
    public bool IsCeiling { get; }

    /// <summary>Sum of the sizes of Variables that are known, in bytes.</summary>
    public long VariableBytes { get; }

    /// <summary>What variables held before the statement or after it, the largest first.</summary>
    public LiveVariable[] Variables { get; }

    public override string ToString() => $"{Line}: {Statement}";
}
