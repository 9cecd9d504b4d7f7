using System.Globalization;
using System.Management.Automation;

namespace Scaling.PowerShell.Tests.Processors;

/// <summary>Properties of rows as numbers.</summary>
internal static class Figures
{
    internal static double Figure(this PSObject row, string property) =>
        Convert.ToDouble(row.Properties[property].Value, CultureInfo.InvariantCulture);

    internal static string? Text(this PSObject row, string property) =>
        Convert.ToString(row.Properties[property].Value, CultureInfo.InvariantCulture);
}
