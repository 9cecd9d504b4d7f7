namespace Scaling.Native.LinearAlgebra.Libraries;

/// <summary>A library that was named cannot be used; the message says why.</summary>
/// <param name="library">The name or path that was given.</param>
/// <param name="isLoaded">Whether it loaded, but lacks the routines.</param>
/// <param name="message">Why.</param>
/// <param name="inner">What the loader said.</param>
public sealed class LapackException(string library, bool isLoaded, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The name or path that was given.</summary>
    public string Library { get; } = library;

    /// <summary>Whether it loaded, but lacks the routines.</summary>
    public bool IsLoaded { get; } = isLoaded;
}
