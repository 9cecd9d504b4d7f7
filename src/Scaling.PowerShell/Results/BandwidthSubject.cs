namespace Scaling.PowerShell.Results;

/// <summary>What the rows of one set of arrays have in common.</summary>
internal sealed record BandwidthSubject(int Workers, bool IsOversubscribed, long ArrayBytes, string InstructionPath, double? HugePageShare);
