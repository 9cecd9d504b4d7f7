using Scaling.Native.Processors;

namespace Scaling.PowerShell.Results;

/// <summary>What one source lets this process use of processors or memory.</summary>
public sealed class ResourceLimitInfo
{
    internal ResourceLimitInfo(ResourceLimit limit, bool isEffective)
    {
        Resource = limit.Resource.ToString();
        Source = limit.Source;
        Value = limit.Value;
        Origin = limit.Origin;
        IsEffective = isEffective;
        Workers = limit is { Resource: LimitedResource.Processor, Value: { } processors } ? ResourceLimits.Workers(processors) : null;
    }

    /// <summary>Processor or Memory.</summary>
    public string Resource { get; }

    /// <summary>Who sets the limit, such as Hardware, Affinity, ControlGroup or SlurmTask.</summary>
    public string Source { get; }

    /// <summary>Processors, in parts too, or bytes; null where the value could not be read.</summary>
    public double? Value { get; }

    /// <summary>Whether it is the least, which counts.</summary>
    public bool IsEffective { get; }

    /// <summary>Worker threads that the processors are enough for; null for memory.</summary>
    public int? Workers { get; }

    /// <summary>The file, variable or call it was read from.</summary>
    public string Origin { get; }
}
