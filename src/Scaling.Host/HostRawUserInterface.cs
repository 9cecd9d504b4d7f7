using System.Management.Automation.Host;

namespace Scaling.Host;

/// <summary>The sizes that formatting asks for; what a full-screen program would need is not supported.</summary>
internal sealed class HostRawUserInterface : PSHostRawUserInterface
{
    private const int RedirectedHeight = 50;
    private readonly ConsoleStreams _streams;

    internal HostRawUserInterface(ConsoleStreams streams) => _streams = streams;

    public override ConsoleColor ForegroundColor { get; set; } = ConsoleColor.Gray;

    public override ConsoleColor BackgroundColor { get; set; } = ConsoleColor.Black;

    public override Size BufferSize
    {
        get => new(_streams.Width, Height);
        set => throw NotSupported();
    }

    public override Size WindowSize
    {
        get => BufferSize;
        set => throw NotSupported();
    }

    public override Size MaxWindowSize => BufferSize;

    public override Size MaxPhysicalWindowSize => BufferSize;

    public override Coordinates CursorPosition
    {
        get => default;
        set => throw NotSupported();
    }

    public override Coordinates WindowPosition
    {
        get => default;
        set => throw NotSupported();
    }

    public override int CursorSize
    {
        get => 0;
        set => throw NotSupported();
    }

    public override string WindowTitle { get; set; } = "";

    public override bool KeyAvailable => false;

    private int Height => _streams.OutputIsTerminal && Console.WindowHeight is > 0 and var rows ? rows : RedirectedHeight;

    public override void FlushInputBuffer()
    {
    }

    public override KeyInfo ReadKey(ReadKeyOptions options) => throw NotSupported();

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NotSupported();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw NotSupported();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NotSupported();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw NotSupported();

    private static HostException NotSupported() => new("Scaling.Host does not control the screen.");
}
