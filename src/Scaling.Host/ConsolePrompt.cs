using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Scaling.Host;

/// <summary>Asks the user, or whoever writes to standard input, line by line.</summary>
internal sealed class ConsolePrompt
{
    private readonly ConsoleStreams _streams;
    private readonly CancellationToken _cancellation;
    private readonly bool _nonInteractive;

    internal ConsolePrompt(ConsoleStreams streams, bool nonInteractive, CancellationToken cancellation)
    {
        _streams = streams;
        _nonInteractive = nonInteractive;
        _cancellation = cancellation;
    }

    /// <summary>Whether standard input belongs to the script's <c>$input</c>, so that no answer can come from it.</summary>
    internal bool InputIsTaken { get; set; }

    // A question in a redirected output would be seen by nobody and spoil the file.
    private TextWriter Terminal => _streams.OutputIsTerminal ? _streams.Output : _streams.Error;

    internal string ReadLine()
    {
        RefuseWhereNobodyAnswers();
        return ReadWhileRunning(_streams.ReadLine)
            ?? throw new HostException("Standard input ended where an answer was expected.");
    }

    internal SecureString ReadSecureLine()
    {
        RefuseWhereNobodyAnswers();
        var secret = new SecureString();
        if (!_streams.InputIsTerminal)
        {
            foreach (var c in ReadLine()) secret.AppendChar(c);
            return secret;
        }
        while (ReadWhileRunning(ConsoleStreams.ReadKey) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                if (secret.Length == 0) continue;
                secret.RemoveAt(secret.Length - 1);
                Terminal.Write("\b \b");
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.AppendChar(key.KeyChar);
                Terminal.Write('*');
            }
        }
        Terminal.WriteLine();
        return secret;
    }

    internal PSCredential ForCredential(string caption, string message, string userName)
    {
        Announce(caption, message);
        while (string.IsNullOrEmpty(userName)) userName = Ask("User: ");
        Terminal.Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadSecureLine());
    }

    internal int ForChoice(string caption, string message, IReadOnlyList<ChoiceDescription> choices, int defaultChoice)
    {
        var labels = choices.Select(choice => new ChoiceLabel(choice.Label)).ToList();
        var offer = string.Join("  ", labels.Select(label => $"[{label.Key}] {label.Text}")) + "  [?] Help";
        if (defaultChoice >= 0) offer += $" (default is \"{labels[defaultChoice].Key}\")";
        Announce(caption, message);
        while (true)
        {
            var answer = Ask($"{offer}: ").Trim();
            if (answer.Length == 0 && defaultChoice >= 0) return defaultChoice;
            var chosen = labels.FindIndex(label => label.Is(answer));
            if (chosen >= 0) return chosen;
            if (answer != "?") continue;
            for (var i = 0; i < labels.Count; i++) Terminal.WriteLine($"{labels[i].Key} - {choices[i].HelpMessage}");
        }
    }

    internal Dictionary<string, PSObject> ForFields(string caption, string message, IReadOnlyList<FieldDescription> fields)
    {
        Announce(caption, message);
        var answers = new Dictionary<string, PSObject>();
        foreach (var field in fields)
            answers.Add(field.Name, PSObject.AsPSObject(ForField(field.Name, TypeOf(field))));
        return answers;
    }

    private static Type TypeOf(FieldDescription field) =>
        LanguagePrimitives.TryConvertTo(field.ParameterAssemblyFullName, CultureInfo.InvariantCulture, out Type type)
        || LanguagePrimitives.TryConvertTo(field.ParameterTypeFullName, CultureInfo.InvariantCulture, out type)
            ? type
            : typeof(string);

    private object ForField(string name, Type type)
    {
        if (!typeof(IList).IsAssignableFrom(type)) return ForValue($"{name}: ", name, type, endsWhenEmpty: false)!;
        var elementType = type.GetElementType() ?? typeof(object);
        var elements = new ArrayList();
        while (ForValue($"{name}[{elements.Count}]: ", name, elementType, endsWhenEmpty: true) is { } element) elements.Add(element);
        return LanguagePrimitives.TryConvertTo(elements, type, CultureInfo.InvariantCulture, out var list) ? list : elements;
    }

    /// <summary>Asks until the answer converts to <paramref name="type"/>; null for an empty answer that ends a list.</summary>
    private object? ForValue(string question, string name, Type type, bool endsWhenEmpty)
    {
        while (true)
        {
            if (type == typeof(PSCredential)) return ForCredential(name, "", "");
            if (type == typeof(SecureString))
            {
                Terminal.Write(question);
                return ReadSecureLine() is var secret && secret.Length == 0 && endsWhenEmpty ? null : secret;
            }
            var answer = Ask(question);
            if (answer.Length == 0 && endsWhenEmpty) return null;
            if (LanguagePrimitives.TryConvertTo(answer, type, CultureInfo.InvariantCulture, out var value)) return value;
            Terminal.WriteLine($"'{answer}' is not a {type.Name}.");
        }
    }

    private string Ask(string question)
    {
        Terminal.Write(question);
        var answer = ReadLine();
        // A terminal has shown what was typed; of a pipe a log would show only the questions.
        if (!_streams.InputIsTerminal) Terminal.WriteLine(answer);
        return answer;
    }

    private void Announce(string caption, string message)
    {
        RefuseWhereNobodyAnswers();
        if (!string.IsNullOrEmpty(caption))
        {
            Terminal.WriteLine();
            Terminal.WriteLine(caption);
        }
        if (!string.IsNullOrEmpty(message)) Terminal.WriteLine(message);
    }

    private void RefuseWhereNobodyAnswers()
    {
        if (_nonInteractive) throw new HostException("The host runs with -NonInteractive: nobody can be asked.");
        if (InputIsTaken) throw new HostException("Standard input is the script's $input: nobody can be asked.");
    }

    private T ReadWhileRunning<T>(Func<CancellationToken, T> read)
    {
        try
        {
            return read(_cancellation);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    /// <summary>A label such as <c>Yes to &amp;All</c>: the letter after the mark chooses it.</summary>
    private sealed class ChoiceLabel
    {
        internal ChoiceLabel(string label)
        {
            var mark = label.IndexOf('&');
            var hasKey = mark >= 0 && mark + 1 < label.Length;
            Text = hasKey ? label.Remove(mark, 1) : label;
            Key = hasKey ? label[(mark + 1)..(mark + 2)].ToUpperInvariant() : label;
        }

        internal string Key { get; }

        internal string Text { get; }

        internal bool Is(string answer) =>
            answer.Equals(Key, StringComparison.OrdinalIgnoreCase) || answer.Equals(Text, StringComparison.OrdinalIgnoreCase);
    }
}
