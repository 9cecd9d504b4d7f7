namespace Scaling.PowerShell.Results;

/// <summary>What all records of a bootstrap say of it: the statistic of which columns, and how rows are drawn.</summary>
internal sealed record BootstrapSubject(
    string Property, string Statistic, double? Quantile, string Method, string? Strata, string? BlockMethod)
{
    public override string ToString() => $"{Statistic} of {Property}";
}
