namespace Scaling.Native.Parallel;

/// <summary>Hands items on by their index, one at a time, whatever order threads deliver them in.</summary>
internal sealed class InOrder<T>(Action<T> take)
{
    private readonly Lock _gate = new();
    private Dictionary<long, T>? _waiting;
    private long _next;

    /// <param name="index">From 0; each is delivered once.</param>
    /// <param name="item">What to hand on, now or with the item it waits for.</param>
    internal void Deliver(long index, T item)
    {
        lock (_gate)
        {
            if (index != _next)
            {
                (_waiting ??= []).Add(index, item);
                return;
            }

            do
            {
                _next++;
                take(item);
            }
            while (_waiting is not null && _waiting.Remove(_next, out item!));
        }
    }
}
