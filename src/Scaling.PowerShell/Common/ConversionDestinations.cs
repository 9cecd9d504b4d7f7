using Scaling.Native.Storage;

namespace Scaling.PowerShell.Common;

/// <summary>Where the files of one cmdlet's conversions go, each to its own.</summary>
internal sealed class ConversionDestinations(ScalingCommand cmdlet)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The full path to write to; null, with an error written, where none can be.</summary>
    /// <param name="source">Full path of the file that is converted.</param>
    /// <param name="name">Its name, from which the target's is made.</param>
    /// <param name="destination">The file or the existing folder asked for; null for the source's folder.</param>
    /// <param name="extension">Of the target, where a folder or none is asked for.</param>
    /// <param name="noClobber">A file that exists is an error.</param>
    /// <param name="force">A read-only one is not.</param>
    /// <param name="repeats">Several conversions may go to one file.</param>
    internal string? Resolve(string source, string name, string? destination, string extension, bool noClobber, bool force, bool repeats)
    {
        name = Path.ChangeExtension(name, extension);
        var target = destination is null ? Path.Combine(Path.GetDirectoryName(source)!, name) : cmdlet.ResolveDestination(destination);
        if (target is null) return null;
        if (destination is not null && Directory.Exists(target)) target = Path.Combine(target, name);
        if (!cmdlet.CanWrite(target, noClobber && !_taken.Contains(target), force)) return null;
        if (IsSameFile(source, target))
        {
            cmdlet.WriteError(Errors.DestinationIsSource(source));
            return null;
        }

        if (_taken.Add(target) || repeats) return target;
        cmdlet.WriteError(Errors.DestinationTakenTwice(source, target));
        return null;
    }

    private bool IsSameFile(string source, string target)
    {
        var comparison = OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var isSame = false;
        cmdlet.Try(target, () => isSame = string.Equals(FileLinks.Follow(source), FileLinks.Follow(target), comparison));
        return isSame;
    }
}
