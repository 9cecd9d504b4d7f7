using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Scaling.Native.LinearAlgebra;

// make SIZE SEED FILE: writes the symmetrical random matrix of Measure-MatrixInverse, row by row.
// race TOLD: inverts a matrix as often as TOLD, a file of JSON, says; tells the race a line of JSON each time, and writes the last inverse.
switch (args)
{
    case ["make", var size, var seed, var file]:
        using (var made = RandomMatrix.Symmetric(int.Parse(size), long.Parse(seed))) Write(made, file);
        return 0;
    case ["race", var told]:
        Race(JsonDocument.Parse(File.ReadAllText(told)).RootElement);
        return 0;
    default:
        Console.Error.WriteLine("make SIZE SEED FILE, or race TOLD");
        return 64;
}

static void Race(JsonElement told)
{
    var size = told.GetProperty("size").GetInt32();
    using var matrix = Read(told.GetProperty("matrix").GetString()!, size);
    using var inverse = new AlignedMatrix(size, size);
    using var inverter = new MatrixInverter(told.GetProperty("threads").GetInt32());
    Say(new { @event = "ready", version = $"Scaling.Native, .NET {Environment.Version}", path = inverter.InstructionPath });
    for (var call = 0; call < told.GetProperty("calls").GetInt32(); call++)
    {
        inverse.CopyFrom(matrix);
        var used = Environment.CpuUsage.TotalTime;
        var begin = Stopwatch.GetTimestamp();
        if (inverter.Invert(inverse) is not null) throw new InvalidDataException("The matrix is singular.");
        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Say(new { @event = "call", seconds, processorSeconds = (Environment.CpuUsage.TotalTime - used).TotalSeconds, peakBytes = PeakBytes() });
    }

    if (told.GetProperty("out").GetString() is { } file) Write(inverse, file);
}

static void Say(object what)
{
    Console.WriteLine(JsonSerializer.Serialize(what));
    Console.Out.Flush();
}

static long PeakBytes() => Process.GetCurrentProcess().PeakWorkingSet64;

static AlignedMatrix Read(string file, int size)
{
    var matrix = new AlignedMatrix(size, size);
    using var stream = File.OpenRead(file);
    for (var row = 0; row < size; row++) stream.ReadExactly(MemoryMarshal.AsBytes(matrix.Row(row)));
    return matrix;
}

static void Write(AlignedMatrix matrix, string file)
{
    using var stream = File.Create(file);
    for (var row = 0; row < matrix.Rows; row++) stream.Write(MemoryMarshal.AsBytes(matrix.Row(row)));
}
