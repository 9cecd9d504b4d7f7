using System.Collections;
using System.Management.Automation;

namespace Scaling.PowerShell.Common;

/// <summary>A cmdlet that reads files whose columns' types are given by -Schema.</summary>
public abstract class SchemaReadingCommand : DatasetReadingCommand
{
    /// <summary>Types of columns that are not to be inferred: @{ Price = 'decimal(18,2)'; Zip = 'string' }.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable Schema { get; set; } = [];

    private protected override (Hashtable Types, string Parameter) GivenTypes => (Schema, nameof(Schema));
}
