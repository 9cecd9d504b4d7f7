using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using System.Runtime.ExceptionServices;

namespace Scaling.PowerShell.Expressions;

/// <summary>A script block of the user that computes a statistic of drawn rows.</summary>
internal sealed class StatisticScript
{
    private readonly ScriptBlock _script;
    private readonly bool _givesError;
    private readonly CancellationTokenSource _stop;
    private readonly List<PSVariable> _variables = new(1);
    private ExceptionDispatchInfo? _ended;

    /// <param name="script">Takes an array of numbers a column.</param>
    /// <param name="givesError">Whether it gives the square of the statistic's standard error as well.</param>
    /// <param name="stop">Cancelled where the script ends more than itself: by the user's stop, or by a break out of it.</param>
    internal StatisticScript(ScriptBlock script, bool givesError, CancellationTokenSource stop)
    {
        _script = ScriptBlockScript.WithoutUsing(script);
        (_givesError, _stop) = (givesError, stop);
    }

    /// <exception cref="InvalidOperationException">The script failed, or gave no number.</exception>
    /// <exception cref="OperationCanceledException">The script ended more than itself; <see cref="ThrowIfEnded"/> tells what.</exception>
    internal (double Value, double? SquaredError) Compute(IReadOnlyList<double[]> columns)
    {
        var arguments = new object[columns.Count];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = columns[i];
        _variables.Clear();
        _variables.Add(new PSVariable("_", columns[0]));
        try
        {
            var output = _script.InvokeWithContext(null, _variables, arguments);
            if (output.Count != (_givesError ? 2 : 1)) throw new InvalidOperationException(WrongCount(output.Count));
            return (Number(output[0]), _givesError ? Number(output[1]) : null);
        }
        catch (Exception e) when (e is PipelineStoppedException or FlowControlException)
        {
            _ended = ExceptionDispatchInfo.Capture(e);
            _stop.Cancel();
            throw new OperationCanceledException(_stop.Token);
        }
        catch (RuntimeException e)
        {
            throw new InvalidOperationException(e.ErrorRecord?.ToString() ?? e.Message, e);
        }
    }

    /// <summary>Goes on with what ended the script, if anything did.</summary>
    internal void ThrowIfEnded() => _ended?.Throw();

    private string WrongCount(int count)
    {
        var needed = _givesError ? "two numbers are needed: the statistic and its squared standard error" : "one number is needed";
        return count == 0
            ? $"The script gave nothing; {needed}."
            : string.Create(CultureInfo.InvariantCulture, $"The script gave {count} values; {needed}.");
    }

    private static double Number(PSObject? output) => output?.BaseObject switch
    {
        double number => number,
        int number => number,
        long number => number,
        BigInteger number => (double)number,
        Half number => (double)number,
        Enum other => throw NoNumber(other),
        IConvertible number when number.GetTypeCode() is >= TypeCode.SByte and <= TypeCode.Decimal => number.ToDouble(CultureInfo.InvariantCulture),
        null => throw new InvalidOperationException("The script gave null, which is no number."),
        var other => throw NoNumber(other),
    };

    private static InvalidOperationException NoNumber(object value) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The script gave '{value}' of type {value.GetType().Name}, which is no number."));
}
