using System.Management.Automation;
using Scaling.Native.Memory.Peaks;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>Compares the peak memory of two scripts, each run several times in new processes, and says what was alive at the peaks.</summary>
[Cmdlet(VerbsData.Compare, "MemoryCeiling")]
[OutputType(typeof(MemoryComparison))]
public sealed class CompareMemoryCeilingCommand : MemoryCeilingCommand
{
    /// <summary>The script that the other is compared with.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNull]
    public ScriptBlock ReferenceScript { get; set; } = null!;

    /// <summary>The script that is compared with the reference.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNull]
    public ScriptBlock DifferenceScript { get; set; } = null!;

    /// <summary>How often each script is run and measured.</summary>
    [Parameter]
    [ValidateRange(1, 1000)]
    public int Count { get; set; } = 3;

    /// <summary>Leave out the run of each script that finds what was alive at its peak.</summary>
    [Parameter]
    public SwitchParameter NoExplanation { get; set; }

    protected override void EndProcessing()
    {
        ScriptBlock[] scripts = [ReferenceScript, DifferenceScript];
        var isPlain = Array.TrueForAll(scripts, s => new StatementScript(s).IsPlain);
        if (!isPlain && !NoExplanation) ThrowTerminatingError(Errors.ScriptNotStatements(Array.Find(scripts, s => !new StatementScript(s).IsPlain)!));
        var progress = new ProgressReporter(this, "Comparing the memory of two scripts");
        var runs = new[] { new List<MemoryMeasurement>(), [] };
        for (var i = 0; i < Count; i++)
        {
            // The other way round each time, so that what changes on the machine meets both alike.
            foreach (var s in i % 2 == 0 ? new[] { 0, 1 } : [1, 0])
            {
                var (round, script) = (i + 1, Name(s));
                progress.Update(() => FormattableString.Invariant($"{script}, run {round} of {Count}"), (double)(2 * i) / (2 * Count + 2));
                var run = RunIsolated(Plan(scripts[s], byStatement: false), inputs: null, isQuiet: i > 0);
                runs[s].Add(new MemoryMeasurement(run.Memory, isIsolated: true, LimitBytes));
            }
        }

        var statements = scripts.Select(s => NoExplanation ? [] : Statements(s)).ToArray();
        progress.Complete();
        var reference = new MemoryComparison(Name(0), [.. runs[0]], null, statements[0]);
        var difference = new MemoryComparison(Name(1), [.. runs[1]], reference.PeakBytes, statements[1]);
        Explain(reference, difference);
        WriteObject(reference);
        WriteObject(difference);
    }

    private static string Name(int script) => script == 0 ? "Reference" : "Difference";

    private static void Explain(MemoryComparison reference, MemoryComparison difference)
    {
        if (reference.Peak is null || difference.Peak is null) return;
        var isDistinct = reference.LowBytes > difference.HighBytes || difference.LowBytes > reference.HighBytes;
        reference.Explanation = PeakExplanation.Of(reference.Peak, reference.PeakBytes);
        difference.Explanation = PeakExplanation.Of(difference.Peak, difference.PeakBytes) + " "
            + PeakExplanation.OfDifference(difference.SavedBytes, reference.PeakBytes, isDistinct, difference.Peak, reference.Peak);
    }

    private StatementMemory[] Statements(ScriptBlock script)
    {
        var run = RunIsolated(Plan(script, byStatement: true), inputs: null, isQuiet: true);
        return [.. StatementMemory.Of(run)];
    }

    private MeasuringPlan Plan(ScriptBlock script, bool byStatement) => new()
    {
        Parts = [new ScriptPart(nameof(ScriptBlock), script)],
        ByStatement = byStatement,
        Arguments = ArgumentList ?? [],
        Meter = new MemoryMeterOptions(),
    };
}
