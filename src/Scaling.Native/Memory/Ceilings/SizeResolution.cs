namespace Scaling.Native.Memory.Ceilings;

/// <summary>Works out the bytes of objects whose sizes are parts of others'.</summary>
internal sealed class SizeResolution(IReadOnlyList<PlannedObject> objects, int? halved)
{
    private readonly long?[] _bytes = new long?[objects.Count];
    private readonly State[] _states = new State[objects.Count];

    private enum State : byte
    {
        Open,
        Begun,
        Done,
    }

    internal long?[] Resolve()
    {
        for (var i = 0; i < objects.Count; i++) BytesOf(i);
        return _bytes;
    }

    private long? BytesOf(int planned)
    {
        switch (_states[planned])
        {
            case State.Done: return _bytes[planned];
            case State.Begun:
                var name = objects[planned].Name;
                throw new MemoryPlanException(
                    MemoryPlanError.SizeCycle, $"The size of '{name}' is a part of itself, by way of {Way(planned)}.", name);
        }

        _states[planned] = State.Begun;
        var bytes = objects[planned].Size.Evaluate(BytesOf);
        _bytes[planned] = planned == halved ? bytes / 2 : bytes;
        _states[planned] = State.Done;
        return _bytes[planned];
    }

    private string Way(int planned) => string.Join(" and ", objects[planned].Size.Terms.Select(t => $"'{objects[t.Object].Label}'").Distinct());
}
