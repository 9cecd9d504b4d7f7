using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>/proc/cpuinfo: one paragraph a hardware thread.</summary>
internal sealed class CpuInfo
{
    private readonly List<Dictionary<string, string>> _processors = [];
    private readonly Dictionary<string, string> _machine = [];

    internal CpuInfo(string? text)
    {
        var fields = new Dictionary<string, string>();
        foreach (var line in (text ?? "").Split('\n').Append(""))
        {
            var colon = line.IndexOf(':');
            if (colon > 0) fields.TryAdd(line[..colon].Trim(), line[(colon + 1)..].Trim());
            if (line.AsSpan().Trim().Length > 0) continue;

            // Some Arm kernels end with a paragraph on the machine.
            if (fields.ContainsKey("processor")) _processors.Add(fields);
            else foreach (var (name, value) in fields) _machine.TryAdd(name, value);
            fields = [];
        }
    }

    internal string? ModelName => First("model name") ?? First("Model") ?? First("cpu model") ?? ArmName();

    /// <summary>Instructions that the kernel says the processor has; null where there is no such list.</summary>
    internal IReadOnlySet<string>? Flags => (First("flags") ?? First("Features"))?.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet();

    /// <summary>Mean of the current frequencies in hertz.</summary>
    internal double? CurrentHertz
    {
        get
        {
            var all = _processors.Select(p => Number(p, "cpu MHz")).OfType<double>().ToList();
            return all.Count == 0 ? null : all.Average() * 1e6;
        }
    }

    /// <summary>Numbers of the hardware threads with package and core, where sysfs does not show them.</summary>
    internal IEnumerable<(int Thread, int? Package, int? Core)> Threads => _processors
        .Select(p => (Number(p, "processor"), Number(p, "physical id"), Number(p, "core id")))
        .Where(t => t.Item1 is not null)
        .Select(t => ((int)t.Item1!.Value, (int?)t.Item2, (int?)t.Item3));

    private string? First(string name) =>
        _processors.Select(p => p.GetValueOrDefault(name)).FirstOrDefault(v => v is not null) ?? _machine.GetValueOrDefault(name);

    /// <summary>Arm kernels give numbers: those of implementers and parts that are common in servers (Main ID Register, Arm ARM D17.2).</summary>
    private string? ArmName()
    {
        if (First("CPU implementer") is not { } implementer || First("CPU part") is not { } part) return null;
        var known = (implementer, part) switch
        {
            ("0x41", "0xd07") => "Arm Cortex-A57",
            ("0x41", "0xd08") => "Arm Cortex-A72",
            ("0x41", "0xd0b") => "Arm Cortex-A76",
            ("0x41", "0xd0c") => "Arm Neoverse N1",
            ("0x41", "0xd40") => "Arm Neoverse V1",
            ("0x41", "0xd49") => "Arm Neoverse N2",
            ("0x41", "0xd4f") => "Arm Neoverse V2",
            ("0x43", "0x0af") => "Marvell ThunderX2",
            ("0x46", "0x001") => "Fujitsu A64FX",
            ("0xc0", "0xac3") => "Ampere-1",
            _ => null,
        };
        return known ?? $"Arm implementer {implementer} part {part}";
    }

    private static double? Number(Dictionary<string, string> fields, string name) =>
        fields.TryGetValue(name, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
