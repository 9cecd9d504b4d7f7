using System.Management.Automation.Language;
using System.Text;

namespace Scaling.Host;

/// <summary>Splits standard input into commands for <c>-Command -</c>.</summary>
internal sealed class CommandReader
{
    private readonly ConsoleStreams _streams;
    private readonly CancellationToken _cancellation;

    internal CommandReader(ConsoleStreams streams, CancellationToken cancellation)
    {
        _streams = streams;
        _cancellation = cancellation;
    }

    /// <summary>
    /// Each complete line by itself; an incomplete one with all that follow up to an empty line. Unlike pwsh, which drops it, the block
    /// that the end of input cuts short is run too.
    /// </summary>
    internal IEnumerable<string> Read()
    {
        var block = new StringBuilder();
        while (NextLine() is { } line)
        {
            var isBlank = string.IsNullOrWhiteSpace(line);
            if (block.Length == 0 && isBlank) continue;
            if (!isBlank) block.Append(line).Append('\n');
            if (!isBlank && (block.Length > line.Length + 1 || IsIncomplete(line))) continue;
            yield return Take(block);
        }
        if (block.Length > 0) yield return Take(block);
    }

    private static string Take(StringBuilder block)
    {
        var text = block.ToString();
        block.Clear();
        return text;
    }

    private static bool IsIncomplete(string line)
    {
        Parser.ParseInput(line, out _, out var errors);
        return errors.Any(error => error.IncompleteInput);
    }

    private string? NextLine()
    {
        try
        {
            return _streams.ReadLine(_cancellation);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
