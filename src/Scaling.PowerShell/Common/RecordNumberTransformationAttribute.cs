using System.Management.Automation;

namespace Scaling.PowerShell.Common;

/// <summary>Takes a number of a record that has been a row of text: to the engine an empty one is 0, and a comma parts thousands.</summary>
internal sealed class RecordNumberTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) switch
        {
            string text when string.IsNullOrWhiteSpace(text) => null,
            string text when NumberText.Parse(text) is { } number => number,
            _ => inputData,
        };
}
