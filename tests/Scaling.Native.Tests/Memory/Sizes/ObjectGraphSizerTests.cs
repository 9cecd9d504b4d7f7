using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Globalization;
using System.Runtime.CompilerServices;
using Scaling.Native.Memory.Sizes;
using Xunit;

namespace Scaling.Native.Tests.Memory.Sizes;

public sealed unsafe class ObjectGraphSizerTests
{
    private static readonly int[] Three = [3];
    private static readonly int[] One = [1];

    public static TheoryData<string, Func<object>> Makers => new()
    {
        { "object", () => new object() },
        { "boxed byte", () => (object)(byte)1 },
        { "boxed long", () => (object)1L },
        { "boxed decimal", () => (object)1m },
        { "boxed DateTimeOffset", () => (object)DateTimeOffset.UnixEpoch },
        { "boxed enum", () => (object)DayOfWeek.Friday },
        { "boxed value with a reference", () => new KeyValuePair<string?, int>(null, 1) },
        { "class with fields of many widths", () => new Mixed() },
        { "derived class", () => new Derived() },
        { "class with a finalizer", () => new Finalized() },
        { "inline array", () => new Holder() },
        { "vector of bytes", () => new byte[13] },
        { "empty vector", () => Bytes(0) },
        { "vector of decimals", () => new decimal[7] },
        { "vector of references", () => new object[9] },
        { "vector of values with references", () => new KeyValuePair<string?, int>[5] },
        { "vector of pointers", () => Pointers() },
        { "two dimensions", () => new int[3, 5] },
        { "three dimensions of references", () => new string[2, 3, 4] },
        { "indices from one", () => Array.CreateInstance(typeof(int), Three, One) },
        { "vector of the large object heap", () => new byte[200_000] },
    };

    [Theory]
    [MemberData(nameof(Makers))]
    public void Single_objects_have_the_size_that_the_allocator_gave_them(string what, Func<object> make)
    {
        make();
        var (made, allocated) = Allocate(make);

        var size = ObjectGraphSizer.Measure(made);

        // Large objects are accounted for with the gap that lies before them.
        Assert.True(size.Bytes == allocated || allocated > 100_000 && allocated - size.Bytes is > 0 and <= 32, $"{what}: {size.Bytes}, not {allocated}");
        Assert.Equal(1, size.Objects);
    }

    [Fact]
    public void Strings_of_all_lengths_have_the_size_that_the_allocator_gave_them()
    {
        for (var length = 1; length < 300; length++)
        {
            var count = length;
            var (made, allocated) = Allocate(() => new string('x', count));

            Assert.Equal(allocated, ObjectGraphSizer.Measure(made).Bytes);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(300_000)]
    public void A_graph_has_the_size_of_all_that_was_allocated_for_it(int count)
    {
        object Make()
        {
            Node? last = null;
            for (var i = 0; i < count; i++) last = new(last, new string('x', i % 50 + 1), new object?[] { new int[i % 5], null, (i, "shared") });
            return last!;
        }

        Make();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var made = Make();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        var size = ObjectGraphSizer.Measure(made);

        // At each collection the allocator counts a filler as well.
        Assert.InRange(allocated + BytesOf("shared") - size.Bytes, 0, 1000);
        Assert.Equal(count * 5L + 1, size.Objects);
    }

    [Fact]
    public void Cycles_end_and_every_object_counts_once()
    {
        var (a, b) = (new Node(null, "a", null), new Node(null, "b", null));
        (a.Next, b.Next) = (b, a);
        (a.Value, b.Value) = (a, new object[] { a, b, a });

        var size = ObjectGraphSizer.Measure(a);

        Assert.Equal(5, size.Objects);
        Assert.Equal(size, ObjectGraphSizer.Measure(a));
    }

    [Fact]
    public void A_list_of_a_million_nodes_needs_no_stack()
    {
        Node? last = null;
        for (var i = 0; i < 1_000_000; i++) last = new(last, null, null);

        Assert.Equal(1_000_000, ObjectGraphSizer.Measure(last).Objects);
    }

    [Fact]
    public void Equal_strings_are_not_the_same_and_the_same_string_counts_once()
    {
        var text = new string('x', 10);
        var equal = new string('x', 10);

        Assert.Equal(3, ObjectGraphSizer.Measure(new[] { text, equal, text, text }).Objects);
    }

    [Fact]
    public void References_in_values_are_found_wherever_these_lie()
    {
        var deep = new Outer { Inner = new() { Pair = new("one", new object()), Maybe = ("two", 2) } };
        var boxed = (object)new ValueTuple<string, ValueTuple<int, string>>("three", (4, "four"));
        var holder = new Holder();
        for (var i = 0; i < 4; i++) holder.Slots[i] = new object();
        var pairs = new KeyValuePair<int, object>[] { new(1, new object()), new(2, new object()) };
        var grid = new object[2, 2] { { new(), new() }, { new(), new() } };

        Assert.Equal(4, ObjectGraphSizer.Measure(deep).Objects);
        Assert.Equal(3, ObjectGraphSizer.Measure(boxed).Objects);
        Assert.Equal(5, ObjectGraphSizer.Measure(holder).Objects);
        Assert.Equal(3, ObjectGraphSizer.Measure(pairs).Objects);
        Assert.Equal(5, ObjectGraphSizer.Measure(grid).Objects);
        Assert.Equal(3, ObjectGraphSizer.Measure(new Memory<byte>[] { new byte[3], new byte[4], default }).Objects);
    }

    [Fact]
    public void Weak_references_are_not_followed()
    {
        var target = new byte[1000];
        var table = new ConditionalWeakTable<object, object> { { target, new byte[5000] } };

        Assert.Equal(1, ObjectGraphSizer.Measure(new WeakReference<byte[]>(target)).Objects);
        Assert.InRange(ObjectGraphSizer.Measure(table).Bytes, 1, 2000);
        // Nothing was made that a finalizer would find half made.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.KeepAlive(target);
    }

    [Theory]
    [InlineData(typeof(int))]
    [InlineData(typeof(CultureInfo))]
    public void What_belongs_to_the_runtime_is_left_out_and_named(Type type)
    {
        object value = type == typeof(int) ? typeof(int) : CultureInfo.GetCultureInfo("de-DE");
        var sizer = new ObjectGraphSizer();
        var owner = sizer.AddOwner();

        sizer.Add(owner, new object[] { value, Thread.CurrentThread, new Action(() => { }), StringComparer.CurrentCulture, Task.CompletedTask });

        Assert.Equal(1, sizer.Total.Objects);
        Assert.Contains(value.GetType(), sizer.LeftOut);
        Assert.Contains(typeof(Thread), sizer.LeftOut);
        Assert.Contains(typeof(Action), sizer.LeftOut);
        Assert.Equal(5, sizer.LeftOut.Count);
    }

    [Fact]
    public void A_caller_may_leave_out_more_classes_but_no_values()
    {
        var options = new ObjectGraphOptions { IsBoundary = t => t.Assembly == typeof(Node).Assembly };
        var values = new object[] { new Node(null, "x", null), new Pair("y"), "z" };

        var size = ObjectGraphSizer.Measure(values, options);

        Assert.Equal(4, size.Objects);
    }

    [Fact]
    public void Collections_count_with_their_reserves_and_without_comparers()
    {
        var dictionary = new Dictionary<string, int>(1000, StringComparer.OrdinalIgnoreCase) { ["a"] = 1 };
        var ordered = new OrderedDictionary(StringComparer.CurrentCultureIgnoreCase) { ["a"] = 1 };
        var queue = new ConcurrentQueue<int>([1, 2, 3]);

        Assert.InRange(ObjectGraphSizer.Measure(dictionary).Bytes, 1000 * (24 + 4), 1200 * (24 + 4) + 500);
        Assert.InRange(ObjectGraphSizer.Measure(ordered).Bytes, 200, 1000);
        Assert.InRange(ObjectGraphSizer.Measure(queue).Objects, 3, 10);
        Assert.Equal(ObjectGraphSizer.Measure(new Hashtable()).Bytes, ObjectGraphSizer.Measure(new Hashtable(StringComparer.Ordinal)).Bytes);
    }

    [Fact]
    public void Owners_have_what_only_they_reach()
    {
        var (own, both, inBoth) = (new byte[100], new object[1], new byte[1000]);
        both[0] = inBoth;
        var sizer = new ObjectGraphSizer();
        var (first, second) = (sizer.AddOwner(), sizer.AddOwner());

        sizer.Add(first, new object[] { own, both });
        sizer.Add(first, own);
        sizer.Add(second, both);

        Assert.Equal(BytesOf(new object[2]) + BytesOf(own), sizer[first].Bytes);
        Assert.Equal(BytesOf(own), sizer[first].SharedBytes);
        Assert.Equal(default, sizer[second]);
        Assert.Equal(new GraphSize(BytesOf(inBoth) + BytesOf(new object[1]), 2, BytesOf(inBoth) + BytesOf(new object[1])), sizer.Shared);
        Assert.Equal(sizer[first].Bytes + sizer.Shared.Bytes, sizer.Total.Bytes);
    }

    [Fact]
    public void Who_reaches_an_object_does_not_depend_on_the_order_of_the_roots()
    {
        var leaf = new byte[64];
        object[][] graphs = [[leaf], [new object[] { leaf }], ["other"]];
        GraphSize[][] Sizes(int[] order)
        {
            var sizer = new ObjectGraphSizer();
            int[] owners = [sizer.AddOwner(), sizer.AddOwner(), sizer.AddOwner()];
            foreach (var i in order) sizer.Add(owners[i], graphs[i]);
            foreach (var i in order) sizer.Add(owners[i], graphs[i]);
            return [[.. owners.Select(o => sizer[o])], [sizer.Shared, sizer.Total]];
        }

        var expected = Sizes([0, 1, 2]);

        foreach (var order in new[] { (int[])[2, 1, 0], [1, 0, 2], [1, 2, 0], [0, 2, 1] }) Assert.Equal(expected, Sizes(order));
        Assert.Equal(BytesOf(leaf), expected[1][0].Bytes);
    }

    [Fact]
    public void The_frame_has_what_no_owner_reaches_and_stops_owners()
    {
        var (name, value) = (new string('n', 10), new byte[100]);
        var rows = new Node[] { new(null, name, value), new(null, name, new byte[200]) };
        rows[0].Next = rows[1];
        var sizer = new ObjectGraphSizer();
        var owner = sizer.AddOwner();

        foreach (var row in rows) sizer.Keep(row);
        foreach (var row in rows) sizer.Add(owner, row.Value);
        sizer.Add(owner, new object[] { rows[1] });
        foreach (var row in rows) sizer.AddFrame(row);

        Assert.Equal(BytesOf(value) + BytesOf(new byte[200]) + BytesOf(new object[1]), sizer[owner].Bytes);
        Assert.Equal(2 * BytesOf(rows[0]) + BytesOf(name), sizer.Frame.Bytes);
        Assert.Equal(BytesOf(name), sizer.Frame.SharedBytes);
    }

    [Fact]
    public void A_cancelled_walk_ends()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        var values = new object[100_000];
        for (var i = 0; i < values.Length; i++) values[i] = new object[] { i };

        Assert.Throws<OperationCanceledException>(() => ObjectGraphSizer.Measure(values, cancellationToken: source.Token));
    }

    [Fact]
    public void Null_has_no_size() => Assert.Equal(default, ObjectGraphSizer.Measure(null));

    /// <summary>An object, and what the allocator gave to it. Where the collector comes in between, it counts a filler as well.</summary>
    private static (object Made, long Bytes) Allocate(Func<object> make)
    {
        object made = "";
        var least = long.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            made = make();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return (made, least);
    }

    private static long BytesOf(object value) => ObjectGraphSizer.Measure(value switch
    {
        Node => new Node(null, null, null),
        object[] array => new object[array.Length],
        _ => value,
    }).Bytes;

    private static byte[] Bytes(int length) => new byte[length];

    private static unsafe int*[] Pointers() => new int*[5];
}
