using System.Text.Json.Serialization;

namespace Scaling.Benchmarks.RaceCsvParquet.Contestants;

/// <summary>A line that a contestant's process prints: "ready" once, then "call" after each conversion.</summary>
internal sealed record Event(
    [property: JsonPropertyName("event")] string Name,
    string? Version = null,
    double? ImportSeconds = null,
    long IdleBytes = 0,
    double Seconds = 0,
    double ProcessorSeconds = 0,
    long PeakBytes = 0);
