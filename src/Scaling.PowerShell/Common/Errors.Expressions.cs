using System.Globalization;
using System.Management.Automation;
using Scaling.Native.Datasets;
using Scaling.Native.Datasets.Expressions;

namespace Scaling.PowerShell.Common;

internal static partial class Errors
{
    /// <summary>Rows of a batch for which a script failed: one record, however many they are.</summary>
    internal static ErrorRecord ExpressionFailed(RowFailures failures, DatasetBatch batch)
    {
        var (rows, are) = failures.Count == 1
            ? ("1 row", "is")
            : (string.Create(CultureInfo.InvariantCulture, $"{failures.Count} rows"), "are");
        var (what, effect) = failures.ColumnName is { } column
            ? ($"The expression of column '{column}'", $"{are} null there")
            : ("The -Where script", $"{are} left out");
        var place = string.Create(CultureInfo.InvariantCulture,
            $"row {failures.FirstRow + 1L} of the batch that begins at row {batch.FirstRow + 1} of {batch.Origin}");
        var message = $"{what} failed for {rows}, which {effect}. The first is {place}: {failures.Message}";
        return new(new InvalidOperationException(message), nameof(ExpressionFailed), ErrorCategory.InvalidResult, failures.Script.Text);
    }
}
