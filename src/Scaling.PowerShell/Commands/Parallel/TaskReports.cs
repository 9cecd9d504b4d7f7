using System.Management.Automation;
using Scaling.Native.Parallel.Workloads;
using Scaling.PowerShell.Common;
using Scaling.PowerShell.Runspaces;

namespace Scaling.PowerShell.Commands.Parallel;

/// <summary>Says what went wrong in tasks, of each task once: with more workers the same goes wrong again.</summary>
internal static class TaskReports
{
    internal static void Write(Cmdlet cmdlet, ScriptWork work, IReadOnlyList<ScalingTiming> timings, IReadOnlyList<object?> items)
    {
        var told = new HashSet<(int Task, string Message)>();
        foreach (var workers in timings.Select(timing => timing.Workers))
        {
            var count = work.Count(workers);
            for (var task = 0; task < count.Tasks.Length; task++)
            {
                var (report, item) = (count.Tasks[task], items[task % items.Count]);
                foreach (var error in report.Errors.Where(error => told.Add((task, error.ToString()))))
                    cmdlet.WriteError(Errors.TaskWroteError(error, task + 1, workers, item));
                if (count.Failure(task) is { } failure && told.Add((task, failure.ToString())))
                    cmdlet.WriteError(Errors.TaskFailed(failure, task + 1, workers, item));
                foreach (var warning in report.Warnings.Where(warning => told.Add((task, warning))))
                    cmdlet.WriteWarning(FormattableString.Invariant($"Task {task + 1}: {warning}"));
            }
        }
    }
}
