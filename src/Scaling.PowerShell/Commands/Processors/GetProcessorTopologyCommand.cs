using System.Management.Automation;
using Scaling.Native.Processors;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Results;

namespace Scaling.PowerShell.Commands.Processors;

/// <summary>Shows packages, cores, hardware threads, memory nodes, caches and instruction sets of this machine.</summary>
[Cmdlet(VerbsCommon.Get, "ProcessorTopology")]
[OutputType(typeof(ProcessorTopologyInfo))]
public sealed class GetProcessorTopologyCommand : ScalingCommand
{
    /// <summary>The machine that is read; another one in tests.</summary>
    internal static SystemView System { get; set; } = SystemView.Current;

    protected override void EndProcessing()
    {
        // Read anew: threads can be switched on and off, and the current frequency changes all the time.
        var topology = ProcessorTopology.Read(System);
        if (topology.Cores.Count == 0) WriteError(Errors.TopologyNotKnown());
        else WriteObject(new ProcessorTopologyInfo(topology, InstructionSet.Read(System, topology)));
    }
}
