using System.Management.Automation;
using Scaling.Native.Datasets;

namespace Scaling.PowerShell.Common;

/// <summary>Rows of a batch as custom objects, where there can be no class of rows.</summary>
internal static class RowObject
{
    /// <summary>A custom object with one typed property a column; null for null.</summary>
    internal static PSObject Create(DatasetBatch batch, int row)
    {
        var result = new PSObject();
        var (properties, schema) = (result.Properties, batch.Schema);
        for (var column = 0; column < schema.Count; column++)
            properties.Add(new PSNoteProperty(schema[column].Name, batch.GetValue(column, row)), preValidated: true);
        return result;
    }
}
