using System.Management.Automation;

namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>A kind of this module's records that have a worker count and a time, and which of their properties tell one series of counts from another.</summary>
internal sealed class ScalingRecordKind
{
    internal static readonly ScalingRecordKind ParallelScaling = new(
        "ParallelScaling", ["Name"], ["Mode", "WorkerLimit", "TaskCount", "StartupSeconds", "KarpFlatt", "OutcomeEqual"]);

    private static readonly ScalingRecordKind[] All =
    [
        ParallelScaling,
        new("MatrixInverseMeasurement", ["Size", "Library", "InstructionPath"], ["LibraryDescription", "Status", "ScaledResidual", "ReciprocalCondition"]),
        new("MemoryBandwidth", ["Operation", "ArrayBytes"], ["CountedBytes", "BestBytesPerSecond", "ShareOfFastest", "Stores"]),
        new("VectorSpeedup", ["Operation", "Type", "Count", "Variant"], ["ElementsPerRun", "NanosecondsPerElement", "LimitShare", "LimitedBy"]),
    ];

    private readonly string _typeName;
    private readonly string[] _otherProperties;

    private ScalingRecordKind(string typeName, string[] seriesProperties, string[] otherProperties) =>
        (_typeName, SeriesProperties, _otherProperties) = ("Scaling.PowerShell.Results." + typeName, seriesProperties, otherProperties);

    internal IReadOnlyList<string> SeriesProperties { get; }

    /// <summary>Null for objects of others.</summary>
    internal static ScalingRecordKind? Of(PSObject input) => Array.Find(All, kind => kind.Is(input));

    /// <summary>By its type, in this session or another; a record that has been a row of text has none, and is known by its properties.</summary>
    private bool Is(PSObject input) =>
        input.TypeNames.Any(name => name.EndsWith(_typeName, StringComparison.Ordinal))
        || SeriesProperties.Concat(_otherProperties).All(property => ScalingRow.Has(input, property));
}
