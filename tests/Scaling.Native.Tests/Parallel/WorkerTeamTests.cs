using Scaling.Native.Parallel;
using Xunit;

namespace Scaling.Native.Tests.Parallel;

public class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Each_worker_runs_once_in_every_section(int workers)
    {
        using var team = new WorkerTeam(workers);
        var runs = new int[workers];
        for (var section = 0; section < 2000; section++) team.Run(worker => runs[worker]++);
        Assert.All(runs, r => Assert.Equal(2000, r));
    }

    [Fact]
    public void Sections_meet_sleeping_workers_and_wake_them()
    {
        using var team = new WorkerTeam(3);
        var threads = new HashSet<int>();
        for (var section = 0; section < 20; section++)
        {
            team.Run(_ =>
            {
                lock (threads) threads.Add(Environment.CurrentManagedThreadId);
            });

            // Long enough for all to give up spinning.
            var until = Environment.TickCount64 + 2;
            while (Environment.TickCount64 < until) Thread.Yield();
        }

        Assert.Equal(3, threads.Count);
    }

    [Fact]
    public void Workers_are_at_work_together()
    {
        using var team = new WorkerTeam(4);
        using var barrier = new Barrier(4);
        team.Run(_ => Assert.True(barrier.SignalAndWait(TimeSpan.FromSeconds(30))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Each_item_is_handed_out_once(int workers)
    {
        using var team = new WorkerTeam(workers);
        foreach (var count in new[] { 0, 1, 2, 3, 1000 })
        {
            var times = new int[count];
            team.ForEach(count, item => Interlocked.Increment(ref times[item]));
            Assert.All(times, t => Assert.Equal(1, t));
        }
    }

    [Fact]
    public void Items_within_a_section_run_on_their_worker()
    {
        using var team = new WorkerTeam(3);
        var runs = 0;
        team.Run(worker =>
        {
            var thread = Environment.CurrentManagedThreadId;
            team.ForEach(10, _ =>
            {
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
                Assert.Equal(worker, team.CurrentWorker);
                Interlocked.Increment(ref runs);
            });
            Assert.Throws<InvalidOperationException>(() => team.Run(_ => { }));
        });
        Assert.Equal(30, runs);
        Assert.Equal(0, team.CurrentWorker);
    }

    [Fact]
    public void Another_teams_section_can_run_within()
    {
        using var outer = new WorkerTeam(1);
        using var inner = new WorkerTeam(2);
        var runs = 0;
        outer.Run(_ =>
        {
            inner.Run(_ => Interlocked.Increment(ref runs));
            Assert.Throws<InvalidOperationException>(() => outer.Run(_ => { }));
        });
        Assert.Equal(2, runs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_failure_is_thrown_after_all_have_ended_and_the_team_goes_on(int failing)
    {
        using var team = new WorkerTeam(3);
        var ended = 0;
        var thrown = Assert.Throws<FormatException>(() => team.Run(worker =>
        {
            Interlocked.Increment(ref ended);
            if (worker == failing) throw new FormatException("no");
        }));
        Assert.Equal(("no", 3), (thrown.Message, ended));
        team.Run(_ => Interlocked.Increment(ref ended));
        Assert.Equal(6, ended);
    }

    [Fact]
    public void No_items_are_handed_out_after_a_failure()
    {
        using var team = new WorkerTeam(2);
        var handed = 0;
        Assert.Throws<FormatException>(() => team.ForEach(1_000_000, _ =>
        {
            Interlocked.Increment(ref handed);
            throw new FormatException();
        }));
        Assert.InRange(handed, 1, 2);
    }

    [Fact]
    public void Bad_arguments_and_disposed_teams_are_errors()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new WorkerTeam(0));
        var team = new WorkerTeam(2);
        Assert.Throws<ArgumentOutOfRangeException>(() => team.ForEach(-1, _ => { }));
        team.Dispose();
        team.Dispose();
        Assert.Throws<ObjectDisposedException>(() => team.Run(_ => { }));
        Assert.Throws<ObjectDisposedException>(() => team.ForEach(2, _ => { }));
    }

    [Fact]
    public void Disposing_ends_the_threads()
    {
        var team = new WorkerTeam(3);
        var threads = new List<Thread>();
        team.Run(_ =>
        {
            lock (threads) threads.Add(Thread.CurrentThread);
        });
        team.Dispose();
        Assert.All(threads.Where(t => t != Thread.CurrentThread), t => Assert.False(t.IsAlive));
    }
}
