using System.Management.Automation;
using Scaling.Native.Processors;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Processors;

/// <summary>Shows how many processors and how much memory this process may use, and who says so.</summary>
[Cmdlet(VerbsCommon.Get, "ResourceLimit")]
[OutputType(typeof(ResourceLimitInfo))]
public sealed class GetResourceLimitCommand : ScalingCommand
{
    /// <summary>Processor or Memory; both by default.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public LimitedResourceName[] Resource { get; set; } = [LimitedResourceName.Processor, LimitedResourceName.Memory];

    /// <summary>Only the limits that count, one a resource: what the other cmdlets take their defaults from.</summary>
    [Parameter]
    public SwitchParameter Effective { get; set; }

    protected override void EndProcessing()
    {
        var limits = ResourceLimits.Read();
        foreach (var resource in Resource.Distinct().Select(r => Enum.Parse<LimitedResource>(r.ToString())))
        {
            var effective = ResourceLimits.Effective(limits, resource);
            foreach (var limit in limits.Where(l => l.Resource == resource))
            {
                if (limit.Problem is not null) WriteWarning($"{limit.Origin} {limit.Problem}: it does not count.");
                if (!Effective || limit == effective) WriteObject(new ResourceLimitInfo(limit, limit == effective));
            }
        }
    }
}
