using System.Management.Automation;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>Says how many times as fast as one worker several can be, by the laws of Amdahl and Gustafson and the universal scalability law.</summary>
[Cmdlet(VerbsCommon.Get, "SpeedupLimit", DefaultParameterSetName = FractionSet)]
[OutputType(typeof(SpeedupLimit))]
public sealed class GetSpeedupLimitCommand : ScalingCommand
{
    private const string FractionSet = "ParallelFraction";
    private const string ContentionSet = "Contention";

    // Null is what the record of a law has that could not be fitted.
    /// <summary>The part of the work in which all workers can help, 0 to 1.</summary>
    [Parameter(
        Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = FractionSet)]
    [AllowNull]
    [RecordNumberTransformation]
    public double[]? ParallelFraction { get; set; }

    /// <summary>What waiting for what is shared costs each worker, 0 to 1: the sigma of the universal scalability law.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ContentionSet)]
    [ValidateNotNullOrEmpty]
    public double[] Contention { get; set; } = [];

    /// <summary>What agreeing costs each pair of workers, 0 or more: the kappa of the universal scalability law.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [RecordNumberTransformation]
    public double? Coherency { get; set; }

    /// <summary>Worker counts; 1, 2, 4 and so on to 1024 by default.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ValidateRange(1, int.MaxValue)]
    [RangeTransformation]
    public int[] Workers { get; set; } = [.. Enumerable.Range(0, 11).Select(power => 1 << power)];

    /// <summary>Amdahl, Gustafson or UniversalScalability.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = FractionSet)]
    [ValidateNotNullOrEmpty]
    public ScalingLaw[] Law { get; set; } = [ScalingLaw.Amdahl];

    protected override void ProcessRecord()
    {
        var isFraction = ParameterSetName == FractionSet;
        var values = isFraction ? ParallelFraction : Contention;
        if (values is null)
        {
            if (!MyInvocation.ExpectingInput) ThrowTerminatingError(Errors.ParallelFractionMissing());
            WriteWarning("An object was left out that has no parallel fraction, as the fit of a law that could not be fitted.");
            return;
        }

        ScalingLaw[] laws = isFraction ? Law : [ScalingLaw.UniversalScalability];
        if (Coherency is { } given && !(given >= 0 && double.IsFinite(given)))
        {
            WriteError(Errors.CoherencyOutOfRange(given));
            return;
        }

        if (Coherency is not null && !laws.Contains(ScalingLaw.UniversalScalability))
        {
            WriteError(Errors.OptionsConflict("-Coherency goes with -Law UniversalScalability, the only law that has one.", nameof(Coherency)));
            return;
        }

        foreach (var value in values)
        {
            // Neither is computed back from the other, which would not give the same number.
            if (value is >= 0 and <= 1) WriteLimits(isFraction ? value : 1 - value, isFraction ? 1 - value : value, laws);
            else WriteError(isFraction ? Errors.ParallelFractionOutOfRange(value) : Errors.ContentionOutOfRange(value));
        }
    }

    private void WriteLimits(double parallelFraction, double contention, ScalingLaw[] laws)
    {
        foreach (var law in laws.Select(law => Enum.Parse<Native.Parallel.Laws.ScalingLaw>(law.ToString())))
        {
            foreach (var workers in Workers) WriteObject(new SpeedupLimit(law, parallelFraction, contention, Coherency ?? 0, workers));
        }
    }
}
