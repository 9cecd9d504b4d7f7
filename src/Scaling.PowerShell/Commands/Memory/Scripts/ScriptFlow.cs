using Scaling.Native.Memory.Ceilings.Flow;

namespace Scaling.PowerShell.Commands.Memory.Scripts;

/// <summary>A script as a program of the core.</summary>
/// <param name="Program">What it does with variables.</param>
/// <param name="Notes">What was not seen, or taken for something, each with its line.</param>
internal sealed record ScriptFlow(FlowProgram Program, IReadOnlyList<string> Notes);
