using System.Collections;
using System.Globalization;
using System.Management.Automation;
using Scaling.Native.Kernels;
using Scaling.Native.Processors.Vectors;

namespace Scaling.PowerShell.Commands.Processors;

/// <summary>The loop over elements that a user of PowerShell would write.</summary>
internal sealed class PowerShellLoop(KernelOperation operation) : ArrayScript
{
    // A total is set in any case: strict mode, which a block has from its caller, forbids reading what was never set.
    private readonly ScriptBlock _loop = ScriptBlock.Create(
        $"param($x, $y, $z, $s, $times) $n = $x.Length; $total = 0; for ($t = 0; $t -lt $times; $t++) {{ {Text(operation)} }} $total");

    public override string Name => nameof(VectorSpeedupVariant.Script);

    public override string Path => "PowerShell";

    // Repeated within the script: what it costs to call it does not count.
    public override double Run(Array x, Array? y, Array? z, object scalar, long times) =>
        LastNumber.Of(_loop.InvokeReturnAsIs(x, y, z, scalar, times)) ?? 0;

    /// <summary>As on the page of the cmdlet.</summary>
    internal static string Text(KernelOperation operation)
    {
        const string Loop = "for ($i = 0; $i -lt $n; $i++)";
        return operation switch
        {
            KernelOperation.Add => $"{Loop} {{ $z[$i] = $x[$i] + $y[$i] }}",
            KernelOperation.AddScalar => $"{Loop} {{ $z[$i] = $x[$i] + $s }}",
            KernelOperation.MultiplyAdd => $"{Loop} {{ $z[$i] = $s * $x[$i] + $y[$i] }}",
            KernelOperation.SquareRoot => $"{Loop} {{ $z[$i] = [math]::Sqrt($x[$i]) }}",
            KernelOperation.Exponential => $"{Loop} {{ $z[$i] = [math]::Exp($x[$i]) }}",
            KernelOperation.Sum => $"$total = 0; {Loop} {{ $total += $x[$i] }}",
            KernelOperation.Dot => $"$total = 0; {Loop} {{ $total += $x[$i] * $y[$i] }}",
            KernelOperation.CompareCount => $"$total = 0; {Loop} {{ if ($x[$i] -gt $s) {{ $total++ }} }}",
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };
    }
}

/// <summary>A script block of the user, called once for each time.</summary>
internal sealed class UserLoop(ScriptBlock script, KernelOperation operation) : ArrayScript
{
    public override string Name => nameof(VectorSpeedupVariant.ScriptBlock);

    public override string Path => "PowerShell";

    public override double Run(Array x, Array? y, Array? z, object scalar, long times)
    {
        object? output = null;
        for (; times > 0; times--) output = Invoke(x, y, z, scalar);
        if (!operation.IsReduction()) return 0;
        return LastNumber.Of(output) ?? throw new ArrayScriptException($"-ScriptBlock gave no number, but {operation} comes to one.", null);
    }

    private object? Invoke(Array x, Array? y, Array? z, object scalar)
    {
        try
        {
            return script.InvokeReturnAsIs(x, y, z, scalar);
        }
        catch (Exception e) when (e is PipelineStoppedException or FlowControlException)
        {
            throw;
        }
        catch (RuntimeException e)
        {
            throw new ArrayScriptException(e.ErrorRecord?.ToString() ?? e.Message, e);
        }
    }
}

/// <summary>The user's script block failed.</summary>
internal sealed class ArrayScriptException(string message, Exception? inner) : Exception(message, inner);

/// <summary>What a script gave, as a number.</summary>
internal static class LastNumber
{
    /// <summary>Of several outputs the last; null where it is none.</summary>
    internal static double? Of(object? output)
    {
        var value = Base(output);
        if (value is IList { Count: > 0 } list) value = Base(list[^1]);
        return value is IConvertible number && number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal
            ? number.ToDouble(CultureInfo.InvariantCulture)
            : null;
    }

    private static object? Base(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
