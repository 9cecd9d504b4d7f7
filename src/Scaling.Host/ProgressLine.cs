using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;

namespace Scaling.Host;

/// <summary>Progress as one line of the terminal behind standard error, overwritten in place and gone when others write.</summary>
internal sealed class ProgressLine
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly TextWriter _terminal;
    private readonly HashSet<(long Source, int Activity)> _running = [];
    private long _drawnAt;
    private int _length;

    internal ProgressLine(TextWriter terminal) => _terminal = terminal;

    internal void Show(long source, ProgressRecord record)
    {
        var activity = (source, record.ActivityId);
        if (record.RecordType == ProgressRecordType.Completed)
        {
            _running.Remove(activity);
            if (_running.Count == 0) Clear();
            return;
        }
        // A new activity is drawn at once; those that tick a thousand times a second must not pay for a terminal each time.
        if (!_running.Add(activity) && Stopwatch.GetElapsedTime(_drawnAt) < Interval) return;
        Draw(Line(record));
    }

    internal void Clear()
    {
        if (_length == 0) return;
        _terminal.Write($"\r{new string(' ', _length)}\r");
        _terminal.Flush();
        _length = 0;
    }

    private static string Line(ProgressRecord record)
    {
        var text = $"{record.Activity}: {record.StatusDescription}";
        if (!string.IsNullOrEmpty(record.CurrentOperation)) text += $" {record.CurrentOperation}";
        if (record.PercentComplete >= 0) text += string.Create(CultureInfo.InvariantCulture, $" {record.PercentComplete} %");
        if (record.SecondsRemaining >= 0)
            text += string.Create(CultureInfo.InvariantCulture, $", {TimeSpan.FromSeconds(record.SecondsRemaining):c} left");
        return text.ReplaceLineEndings(" ");
    }

    private void Draw(string line)
    {
        // A character in the last column would wrap, and the carriage return would then go to the wrong line.
        var room = Math.Max(1, ConsoleStreams.TerminalWidth - 1);
        if (line.Length > room) line = line[..room];
        _terminal.Write($"\r{line.PadRight(_length)}");
        _terminal.Flush();
        _length = line.Length;
        _drawnAt = Stopwatch.GetTimestamp();
    }
}
