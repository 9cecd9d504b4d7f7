using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Scaling.Native.Processors;

/// <summary>Values of sysctl on macOS.</summary>
internal static partial class SystemControl
{
    /// <summary>The value of a name as text: numbers of 4 or 8 bytes in decimal; null where there is none.</summary>
    internal static string? Value(string name)
    {
        Span<byte> value = stackalloc byte[256];
        nuint length = (nuint)value.Length;
        if (sysctlbyname(name, ref MemoryMarshal.GetReference(value), ref length, 0, 0) != 0) return null;
        if (name.EndsWith("_string", StringComparison.Ordinal)) return Encoding.UTF8.GetString(value[..(int)length]).TrimEnd('\0');
        return length switch
        {
            4 => MemoryMarshal.Read<int>(value).ToString(CultureInfo.InvariantCulture),
            8 => MemoryMarshal.Read<long>(value).ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int sysctlbyname(string name, ref byte value, ref nuint length, nint newValue, nuint newLength);
}
