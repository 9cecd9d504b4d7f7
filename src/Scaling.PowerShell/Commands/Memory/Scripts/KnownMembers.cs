using System.Collections;

namespace Scaling.PowerShell.Commands.Memory.Scripts;

/// <summary>Members, types and commands whose values are small whatever they belong to, by name; a script's text tells no more.</summary>
internal static class KnownMembers
{
    private static readonly HashSet<string> Numbers = Set("Count Length LongLength Rank Average Sum Minimum Maximum Year Month Day Hour Minute Second "
        + "Ticks TotalSeconds TotalMilliseconds TotalMinutes TotalHours TotalDays Days Hours Minutes Seconds Milliseconds ElapsedMilliseconds "
        + "ElapsedTicks ExitCode Id Handles Capacity WorkingSet64");

    private static readonly HashSet<string> SmallOnes = Set("Name FullName BaseName Extension Directory DirectoryName Exists HasValue IsReadOnly "
        + "LastWriteTime LastWriteTimeUtc CreationTime CreationTimeUtc Elapsed Date DayOfWeek Message FullyQualifiedErrorId Success Keys PSPath");

    private static readonly HashSet<string> SmallResults = Set("ToString GetType Equals GetHashCode Contains ContainsKey ContainsValue StartsWith "
        + "EndsWith IndexOf LastIndexOf Substring Trim TrimStart TrimEnd ToUpper ToLower ToUpperInvariant ToLowerInvariant Remove RemoveAt "
        + "RemoveRange Dispose Close Flush Write WriteLine Start Stop Restart Reset Sort Reverse Copy CopyTo Fill Next NextDouble NextBytes NextInt64 "
        + "GetLength GetUpperBound GetLowerBound GetValue SetValue IsNullOrEmpty IsNullOrWhiteSpace Exists Delete Combine GetFileName "
        + "GetTempPath GetTempFileName WriteAllText WriteAllLines WriteAllBytes AppendAllText TryGetValue TryParse Invoke Wait BinarySearch Average Sum Max Min Count Any All");

    private static readonly HashSet<string> AddingOnes = Set("Add AddRange Insert InsertRange Push Enqueue TryAdd AddFirst AddLast Append AppendLine set_Item");

    private static readonly HashSet<string> SmallCommands = Set("Measure-Object Measure-Command Test-Path Get-Date New-TimeSpan New-Guid Join-Path "
        + "Split-Path Resolve-Path Convert-Path Get-Location Get-Item Get-FileHash New-Item Get-Command Start-Job Get-Culture Get-Process Get-Host "
        + "Start-Process Read-Host Test-Connection Get-ItemPropertyValue New-TemporaryFile Convert-CsvToParquet Convert-ParquetToCsv "
        + "Measure-FileSizeDistribution Invoke-ParallelBootstrap Get-DatasetInfo Get-MemoryCeiling Measure-MemoryCeiling");

    // Commands whose names begin so put nothing out.
    private static readonly string[] SilentVerbs =
        ["Out-", "Set-", "Add-Content", "Export-", "Remove-", "Clear-", "Copy-", "Move-", "Rename-", "Start-Sleep", "Import-Module", "Push-", "Pop-",
            "Stop-", "Enable-", "Disable-", "Format-"];

    private static readonly HashSet<string> PassingCommands = Set("Where-Object Sort-Object Tee-Object Group-Object Get-Unique");

    internal static bool IsNumber(string member) => Numbers.Contains(member);

    internal static bool IsSmall(string member) => SmallOnes.Contains(member);

    internal static bool GivesSmall(string method) => SmallResults.Contains(method);

    internal static bool Adds(string method) => AddingOnes.Contains(method);

    internal static bool CommandGivesSmall(string command) => SmallCommands.Contains(command);

    internal static bool CommandGivesNothing(string command) =>
        Array.Exists(SilentVerbs, v => command.StartsWith(v, StringComparison.OrdinalIgnoreCase))
        || command.StartsWith("Write-", StringComparison.OrdinalIgnoreCase) && !command.Equals("Write-Output", StringComparison.OrdinalIgnoreCase);

    /// <summary>Commands whose output is objects of their input, not copies.</summary>
    internal static bool CommandPassesOn(string command) => PassingCommands.Contains(command);

    internal static bool IsSmallType(Type type) => type == typeof(Math) || type == typeof(GC) || type == typeof(Environment) || type == typeof(Path)
        || type == typeof(Console) || type == typeof(Directory) || type == typeof(Convert) || type == typeof(Interlocked) || type == typeof(Thread);

    internal static bool IsCollection(Type type) =>
        typeof(IEnumerable).IsAssignableFrom(type) && type != typeof(string) || type == typeof(System.Text.StringBuilder);

    private static HashSet<string> Set(string names) => new(names.Split(' '), StringComparer.OrdinalIgnoreCase);
}
