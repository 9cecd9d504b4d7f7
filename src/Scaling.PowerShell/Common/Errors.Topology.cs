using System.Management.Automation;

namespace Scaling.PowerShell.Common;

internal static partial class Errors
{
    internal static ErrorRecord TopologyNotKnown() => new(
        new InvalidOperationException("This system tells nothing about its processors: neither /sys/devices/system/cpu nor /proc/cpuinfo can be read."),
        nameof(TopologyNotKnown), ErrorCategory.ResourceUnavailable, targetObject: null);
}
