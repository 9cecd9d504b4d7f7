using System.Management.Automation;
using System.Management.Automation.Language;
using Scaling.Native.Memory.Peaks;

namespace Scaling.PowerShell.Commands.Memory;

/// <summary>
/// Measures the statements of a script one by one, and what variables hold around each. Looking at values takes memory of its own, which is none
/// of the statements'.
/// </summary>
internal sealed class StatementProbe : IDisposable
{
    private readonly IReadOnlyList<StatementAst> _statements;
    private readonly VariableUse _variables;
    private readonly Func<SessionState> _session;
    private readonly CancellationToken _cancellationToken;
    private readonly List<MeasuredSpan> _spans = [];
    private List<Held> _before = [];
    private MemoryMeter? _meter;
    private int _current;

    /// <param name="statements">The statements of the script.</param>
    /// <param name="session">Gives the session whose variables the script uses.</param>
    /// <param name="cancellationToken">Looked at while large values are sized.</param>
    internal StatementProbe(IReadOnlyList<StatementAst> statements, Func<SessionState> session, CancellationToken cancellationToken)
    {
        (_statements, _session, _cancellationToken) = (statements, session, cancellationToken);
        _variables = new VariableUse(statements);
    }

    /// <summary>The statements that have run to their end.</summary>
    internal IReadOnlyList<MeasuredSpan> Spans => _spans;

    /// <summary>The probed script calls it before each statement; public for that.</summary>
    public void Reach(int statement)
    {
        EndStatement();
        _current = statement;
        if (statement == 0) _before = Look();
        _meter = MemoryMeter.Start(new MemoryMeterOptions { CollectFirst = false, WatchChildren = false });
    }

    /// <summary>Ends the statement that is running, if one is.</summary>
    internal void EndStatement()
    {
        if (_meter is null) return;
        var memory = _meter.Stop();
        _meter = null;
        var after = Look();
        var statement = _statements[_current];
        _spans.Add(new MeasuredSpan
        {
            Name = FirstLine(statement),
            Line = statement.Extent.StartLineNumber,
            Memory = memory,
            Held = Merge(_before, after),
        });
        _before = after;
    }

    public void Dispose() => _meter?.Dispose();

    private static string FirstLine(StatementAst statement)
    {
        var text = statement.Extent.Text.AsSpan();
        var end = text.IndexOfAny('\r', '\n');
        return end < 0 ? text.ToString() : $"{text[..end].TrimEnd()} ...";
    }

    private List<Held> Look()
    {
        var session = _session();
        var found = new List<Held>();
        foreach (var name in _variables.Names)
        {
            var value = session.PSVariable.GetValue(name, null);
            if (value is PSObject { BaseObject: not PSCustomObject } wrapped) value = wrapped.BaseObject;
            if (value is null or ValueType) continue;
            found.Add(new Held(name, value is PSObject ? typeof(PSCustomObject) : value.GetType(), new WeakReference(value), 0));
        }

        var sizes = ValueSizes.Measure(found.ConvertAll(h => h.Value.Target), _cancellationToken);
        return [.. found.Select((h, i) => h with { Bytes = sizes[i] })];
    }

    private List<HeldVariable> Merge(List<Held> before, List<Held> after)
    {
        var held = new List<HeldVariable>();
        foreach (var now in after)
        {
            // Both are alive here if they are the same, and a reference that is weak keeps none of them.
            var was = before.Find(b => b.Name == now.Name && b.Value.Target is { } target && ReferenceEquals(target, now.Value.Target));
            held.Add(Describe(now with { Bytes = Max(was?.Bytes, now.Bytes) }, was is not null, isHeldAfter: true));
            if (was is not null) before.Remove(was);
        }

        held.AddRange(before.Select(gone => Describe(gone, isHeldBefore: true, isHeldAfter: false)));
        return [.. held.OrderByDescending(h => h.Bytes ?? 0)];
    }

    private HeldVariable Describe(Held held, bool isHeldBefore, bool isHeldAfter)
    {
        var lastRead = _variables.LastRead(held.Name, isHeldBefore ? _current : _current + 1);
        return new HeldVariable
        {
            Name = held.Name,
            TypeName = LanguagePrimitives.ConvertTo<string>(held.Type),
            Bytes = held.Bytes,
            IsHeldBefore = isHeldBefore,
            IsHeldAfter = isHeldAfter,
            LastUseLine = lastRead < 0 ? null : _statements[lastRead].Extent.StartLineNumber,
            IsNeeded = lastRead >= _current,
        };
    }

    private static long? Max(long? a, long? b) => a is null ? b : b is null ? a : Math.Max(a.Value, b.Value);

    private sealed record Held(string Name, Type Type, WeakReference Value, long? Bytes);
}
