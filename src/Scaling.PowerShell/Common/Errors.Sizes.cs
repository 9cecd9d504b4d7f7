using System.Management.Automation;
using Scaling.Native.Datasets;

namespace Scaling.PowerShell.Common;

internal static partial class Errors
{
    internal static ErrorRecord SizesIncomplete(DatasetOrigin failed) => new(
        new InvalidOperationException($"What {failed} takes is not known: it ended early. {failed.Failure!.Message}", failed.Failure),
        nameof(InputIncomplete), ErrorCategory.InvalidOperation, failed.ToString());

    internal static ErrorRecord ColumnNotFound(string name, string[] known) => new(
        new ArgumentException($"No object has a property '{name}'. {(known.Length == 0 ? "None stores any." : $"Those that are stored: {string.Join(", ", known)}.")}"),
        nameof(ColumnNotFound), ErrorCategory.ObjectNotFound, name);
}
