namespace Scaling.Native.Memory.Ceilings;

/// <summary>What a file becomes in memory.</summary>
public enum FileForm
{
    /// <summary>Typed columns, all batches of them (<c>Read-Dataset</c>).</summary>
    Columns,

    /// <summary>Rows with typed fields (<c>Import-Dataset</c>).</summary>
    Rows,

    /// <summary>Objects with a note property and a text a field (<c>Import-Csv</c>).</summary>
    NoteObjects,

    /// <summary>Texts with the note properties of a provider, one a line (<c>Get-Content</c>).</summary>
    ContentLines,

    /// <summary>Texts, one a line (<c>ReadAllLines</c>).</summary>
    Lines,

    /// <summary>One text (<c>ReadAllText</c>).</summary>
    Text,

    /// <summary>An array of bytes (<c>ReadAllBytes</c>).</summary>
    Bytes,
}
