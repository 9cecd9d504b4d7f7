namespace Scaling.Native.Memory;

/// <summary>The pages of virtual memory that a <see cref="NativeBlock"/> asks for.</summary>
public enum PageKind
{
    /// <summary>Whatever the system gives.</summary>
    System,

    /// <summary>Huge pages, so that looking up addresses costs next to nothing. Linux only; elsewhere the system's.</summary>
    Huge,

    /// <summary>No huge pages. Linux only; elsewhere the system's.</summary>
    Base,
}
