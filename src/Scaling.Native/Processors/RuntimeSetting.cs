using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>A setting of the .NET runtime in an environment variable.</summary>
/// <param name="Variable">Its whole name.</param>
/// <param name="Text">Its value.</param>
internal readonly record struct RuntimeSetting(string Variable, string Text)
{
    /// <summary>The setting by its present name or the one before .NET 6; null where neither is set.</summary>
    internal static RuntimeSetting? Find(SystemView system, string name)
    {
        if (system.Variable("DOTNET_" + name) is { } text) return new("DOTNET_" + name, text);
        return system.Variable("COMPlus_" + name) is { } older ? new("COMPlus_" + name, older) : null;
    }

    /// <summary>The runtime reads most numbers as hexadecimal, with or without 0x; null where it is none.</summary>
    internal double? Hexadecimal
    {
        get
        {
            var digits = Text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? Text.AsSpan(2) : Text;
            return ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) ? value : null;
        }
    }
}
