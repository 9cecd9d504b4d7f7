using System.Globalization;
using System.Management.Automation;
using Scaling.Native.Measuring;
using Scaling.Native.Processors.Caches;

namespace Scaling.PowerShell.Commands.Processors;

/// <summary>The loops over a matrix as a script would write them.</summary>
internal static class TraversalScript
{
    private const string ByRow = """
        param([double[]] $matrix, [int] $rows, [int] $columns, [int] $leadingDimension)
        $sum = 0.0
        for ($i = 0; $i -lt $rows; $i++) {
            for ($j = 0; $j -lt $columns; $j++) { $sum += $matrix[$i * $leadingDimension + $j] }
        }
        $sum
        """;

    private const string ByColumn = """
        param([double[]] $matrix, [int] $rows, [int] $columns, [int] $leadingDimension)
        $sum = 0.0
        for ($j = 0; $j -lt $columns; $j++) {
            for ($i = 0; $i -lt $rows; $i++) { $sum += $matrix[$i * $leadingDimension + $j] }
        }
        $sum
        """;

    internal static IReadOnlyList<TraversalOrder> Orders { get; } = [TraversalOrder.Row, TraversalOrder.Column];

    internal static IReadOnlyList<Variant> Variants(TraversalProbe matrix)
    {
        var elements = matrix.ToArray();
        return [Variant("row", ByRow, elements, matrix), Variant("column", ByColumn, elements, matrix)];
    }

    private static Variant Variant(string order, string text, double[] elements, TraversalProbe matrix)
    {
        var script = ScriptBlock.Create(text);
        var sum = 0.0;
        return new Variant
        {
            Name = $"script, {order} by {order}",
            Run = times =>
            {
                for (; times > 0; times--)
                {
                    var result = script.Invoke(elements, matrix.Rows, matrix.Columns, matrix.LeadingDimension);
                    sum = Convert.ToDouble(result[0].BaseObject, CultureInfo.InvariantCulture);
                }
            },
            Outcome = () => [sum],
        };
    }
}
