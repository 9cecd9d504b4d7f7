using System.Runtime.CompilerServices;

namespace Scaling.Native.Memory.Sizes;

/// <summary>
/// Sizes live objects: those that roots refer to, and all that these refer to, each once, by reference. Every root has an owner, and what
/// several owners reach is told apart. Weak references and handles are not followed. Objects that others change meanwhile are counted as they are met. For
/// one thread.
/// </summary>
public sealed class ObjectGraphSizer
{
    private const int ArrayPart = 256;
    private const int StepsPerLook = 1 << 14;

    /// <summary>The claim on objects of the frame that are not entered yet.</summary>
    private const int Kept = -1;

    /// <summary>The claim on what several owners reach.</summary>
    private const int SharedByAll = -2;

    /// <summary>Less the owner: the claim on what several of its roots reach.</summary>
    private const int SharedInOwner = -3;

    private const int FrameOwner = 0;

    private readonly ObjectGraphOptions _options;
    private readonly CancellationToken _cancellationToken;
    private readonly VisitedObjects _visited = new();
    private readonly Dictionary<Type, ObjectLayout?> _layouts = [];
    private readonly HashSet<Type> _leftOut = [];
    private readonly List<Tally> _tallies = [new()];
    private readonly List<int> _owners = [];
    private readonly Tally _shared = new();
    private Pending[] _stack = new Pending[1024];
    private int _depth;
    private int _steps;
    private int _claim;
    private Type? _lastType;
    private ObjectLayout? _lastLayout;

    /// <param name="options">Where walks end; null for the runtime's own types only.</param>
    /// <param name="cancellationToken">Looked at every few thousand objects.</param>
    public ObjectGraphSizer(ObjectGraphOptions? options = null, CancellationToken cancellationToken = default) =>
        (_options, _cancellationToken) = (options ?? new(), cancellationToken);

    /// <summary>What several owners reach. It is in none of theirs.</summary>
    public GraphSize Shared => _shared.Size with { SharedBytes = _shared.Bytes };

    /// <summary>What only the frame reaches, see <see cref="AddFrame"/>.</summary>
    public GraphSize Frame => _tallies[FrameOwner].Size;

    /// <summary>All that was reached.</summary>
    public GraphSize Total
    {
        get
        {
            var (bytes, objects, shared) = Shared;
            foreach (var tally in _tallies) (bytes, objects, shared) = (bytes + tally.Bytes, objects + tally.Objects, shared + tally.SharedBytes);
            return new(bytes, objects, shared);
        }
    }

    /// <summary>Types whose objects were met and left out.</summary>
    public IReadOnlyCollection<Type> LeftOut => _leftOut;

    /// <summary>What only the roots of an owner reach.</summary>
    public GraphSize this[int owner] => _tallies[owner].Size;

    /// <summary>The size of an object with all that it refers to.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static GraphSize Measure(object? root, ObjectGraphOptions? options = null, CancellationToken cancellationToken = default)
    {
        var sizer = new ObjectGraphSizer(options, cancellationToken);
        sizer.Add(sizer.AddOwner(), root);
        return sizer.Total;
    }

    /// <summary>A new owner of roots.</summary>
    public int AddOwner()
    {
        _tallies.Add(new());
        return _tallies.Count - 1;
    }

    /// <summary>Counts an object for the frame, which is what holds the roots together, without entering it: owners that reach it stop there.</summary>
    public void Keep(object part)
    {
        if (LayoutOf(part) is not { } layout) return;
        _visited.Add(part, Kept, out var isNew);
        if (isNew) _tallies[FrameOwner].Add(layout.BytesOf(part));
    }

    /// <summary>Counts a root of an owner and all that it reaches, but for what the frame keeps.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; what was counted so far is a part.</exception>
    public void Add(int owner, object? root)
    {
        _claim = NewClaim(owner);
        Reach(root);
        Drain();
    }

    /// <summary>Counts what a value refers to for an owner, but not the box that it comes in.</summary>
    /// <inheritdoc cref="Add"/>
    public void AddContents(int owner, ValueType value)
    {
        if (LayoutOf(value) is not { HasReferences: true } layout) return;
        _claim = NewClaim(owner);
        layout.Walk(value, this);
        Drain();
    }

    /// <summary>Counts what an object reaches for the frame, unless an owner has it: after all roots were added.</summary>
    /// <inheritdoc cref="Add"/>
    public void AddFrame(object part)
    {
        if (LayoutOf(part) is not { } layout) return;
        _claim = NewClaim(FrameOwner);
        ref var claim = ref _visited.ClaimOf(_visited.Add(part, _claim, out var isNew));
        if (isNew) _tallies[FrameOwner].Add(layout.BytesOf(part));
        else if (claim == Kept) claim = _claim;
        else return;
        if (layout.HasReferences) Push(part, layout, _claim, 0);
        Drain();
    }

    /// <summary>Counts bytes for an owner that lie within an object of the frame.</summary>
    public void Move(int owner, long bytes)
    {
        _tallies[FrameOwner].Bytes -= bytes;
        _tallies[owner].Bytes += bytes;
    }

    /// <summary>Takes a reference that the object at hand holds.</summary>
    internal void Reach(object? value)
    {
        if (value is null || LayoutOf(value) is not { } layout) return;
        ref var claim = ref _visited.ClaimOf(_visited.Add(value, _claim, out var isNew));
        if (isNew)
        {
            if (_options.Counted?.TryAdd(value, value) == false)
            {
                claim = Kept;
                return;
            }

            TallyOf(_claim).Add(layout.BytesOf(value));
            if (layout.HasReferences) Push(value, layout, _claim, 0);
        }
        else if (claim != _claim)
        {
            ReachAgain(value, layout, ref claim);
        }
    }

    private void ReachAgain(object value, ObjectLayout layout, ref int claim)
    {
        var (before, now) = (claim, Join(claim, _claim));
        if (now == before) return;
        claim = now;
        var bytes = layout.BytesOf(value);
        if (OwnerOf(before) != OwnerOf(now))
        {
            TallyOf(before).Remove(bytes, wasShared: before <= SharedInOwner);
            _shared.Add(bytes);
        }
        else
        {
            TallyOf(before).SharedBytes += bytes;
        }

        // What it refers to is shared as well.
        if (layout.HasReferences) Push(value, layout, now, 0);
    }

    private int Join(int before, int next)
    {
        if (before == Kept || before == SharedByAll || next == before) return before;
        if (next == SharedByAll) return OwnerOf(before) == FrameOwner ? before : SharedByAll;
        var (owner, other) = (OwnerOf(before), OwnerOf(next));
        // The frame holds everything together: that alone does not make it shared.
        if (owner != other) return owner == FrameOwner || other == FrameOwner ? before : SharedByAll;
        return SharedInOwner - owner;
    }

    private int NewClaim(int owner)
    {
        _owners.Add(owner);
        return _owners.Count - 1;
    }

    private int OwnerOf(int claim) => claim >= 0 ? _owners[claim] : claim == Kept ? FrameOwner : SharedInOwner - claim;

    private Tally TallyOf(int claim) => claim == SharedByAll ? _shared : _tallies[OwnerOf(claim)];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Push(object value, ObjectLayout layout, int claim, long element)
    {
        if (_depth == _stack.Length) Array.Resize(ref _stack, _stack.Length * 2);
        _stack[_depth++] = new(value, layout, claim, element);
    }

    private void Drain()
    {
        while (_depth > 0)
        {
            if (++_steps % StepsPerLook == 0) _cancellationToken.ThrowIfCancellationRequested();
            var next = _stack[--_depth];
            _stack[_depth] = default;
            _claim = next.Claim;
            if (!next.Layout.IsArray)
            {
                next.Layout.Walk(next.Value, this);
                continue;
            }

            // Long arrays in parts, so that the stack need not hold all of their elements.
            var array = Unsafe.As<Array>(next.Value);
            var place = _depth;
            Push(array, next.Layout, next.Claim, next.Element);
            if (next.Layout.Walk(array, next.Element, ArrayPart, this) is { } rest)
            {
                _stack[place] = next with { Element = rest };
                continue;
            }

            _stack[place] = _stack[--_depth];
            _stack[_depth] = default;
        }
    }

    /// <summary>Null for what is left out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ObjectLayout? LayoutOf(object value)
    {
        var type = value.GetType();
        return ReferenceEquals(type, _lastType) ? _lastLayout : FindLayout(type);
    }

    private ObjectLayout? FindLayout(Type type)
    {
        if (!_layouts.TryGetValue(type, out var layout))
        {
            var isBoundary = RuntimeTypes.Contains(type)
                || !type.IsValueType && !type.IsArray && _options.IsBoundary?.Invoke(type) == true;
            if (isBoundary) _leftOut.Add(type);
            else layout = ObjectLayout.Of(type);
            _layouts.Add(type, layout);
        }

        (_lastType, _lastLayout) = (type, layout);
        return layout;
    }

    /// <summary>An object to enter.</summary>
    /// <param name="Value">The object.</param>
    /// <param name="Layout">Its layout.</param>
    /// <param name="Claim">Who reaches what it refers to.</param>
    /// <param name="Element">Of an array the element to go on with.</param>
    private readonly record struct Pending(object Value, ObjectLayout Layout, int Claim, long Element);

    private sealed class Tally
    {
        internal long Bytes;
        internal long Objects;
        internal long SharedBytes;

        internal GraphSize Size => new(Bytes, Objects, SharedBytes);

        internal void Add(long bytes)
        {
            Bytes += bytes;
            Objects++;
        }

        internal void Remove(long bytes, bool wasShared)
        {
            Bytes -= bytes;
            Objects--;
            if (wasShared) SharedBytes -= bytes;
        }
    }
}
