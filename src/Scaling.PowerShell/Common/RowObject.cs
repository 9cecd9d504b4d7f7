using System.Management.Automation;
using Scaling.Native.Datasets;

namespace Scaling.PowerShell.Common;

/// <summary>Rows of a batch as custom objects, where there can be no class of rows.</summary>
internal static class RowObject
{
    private static readonly string[] Reserved = ["psobject", "psbase", "psadapted", "psextended", "pstypenames"];

    /// <summary>Whether a column has a name that the engine gives a member of every object; a note property can have it nonetheless.</summary>
    internal static bool HasReservedName(DatasetSchema schema) => Reserved.Any(n => schema.IndexOf(n) >= 0);

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
