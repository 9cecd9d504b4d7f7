using System.Globalization;

namespace Scaling.Native.Processors;

/// <summary>/proc/cpuinfo: one paragraph a hardware thread. The same facts stand in all of them; they are taken from the first that has them.</summary>
internal sealed class CpuInfo
{
    private readonly Dictionary<string, string> _first = [];
    private readonly List<Processor> _processors = [];

    internal CpuInfo(string? text)
    {
        Processor? current = null;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var colon = line.IndexOf(':');
            if (colon < 0) continue;
            var name = line[..colon].Trim();
            var value = line[(colon + 1)..].Trim();
            switch (name)
            {
                case "processor":
                    if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= ProcessorList.GreatestNumber) _processors.Add(current = new(number));
                    break;
                case "physical id" when current is not null:
                    current.Package = Whole(value);
                    break;
                case "core id" when current is not null:
                    current.Core = Whole(value);
                    break;
                case "cpu MHz" when current is not null:
                    if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var megahertz) && megahertz is > 0 and < 1e6) current.Megahertz = megahertz;
                    break;
                default:
                    // Some Arm kernels end with a paragraph on the machine.
                    if (_processors.Count < 2 || name is "Model") _first.TryAdd(name.ToString(), value.ToString());
                    break;
            }
        }

        if ((First("flags") ?? First("Features")) is { } flags) Flags = new HashSet<string>(flags.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    internal string? ModelName => First("model name") ?? First("Model") ?? First("cpu model") ?? ArmName();

    /// <summary>Instructions that the kernel says the processor has; null where there is no such list.</summary>
    internal IReadOnlySet<string>? Flags { get; }

    /// <summary>Mean of the current frequencies in hertz.</summary>
    internal double? CurrentHertz
    {
        get
        {
            var (sum, count) = (0.0, 0);
            foreach (var processor in _processors)
            {
                if (processor.Megahertz is not { } megahertz) continue;
                sum += megahertz;
                count++;
            }

            return count == 0 ? null : sum / count * 1e6;
        }
    }

    /// <summary>The hardware threads, with package and core for where sysfs does not show them.</summary>
    internal IReadOnlyList<Processor> Processors => _processors;

    private string? First(string name) => _first.GetValueOrDefault(name);

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

    private static int? Whole(ReadOnlySpan<char> text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>What a paragraph tells of its hardware thread.</summary>
    internal sealed class Processor(int thread)
    {
        internal int Thread { get; } = thread;

        internal int? Package { get; set; }

        internal int? Core { get; set; }

        internal double? Megahertz { get; set; }
    }
}
