namespace Scaling.Host;

/// <summary>Exit codes beside those that scripts choose. The first three are pwsh's, the others what a shell reports of a signal.</summary>
internal static class ExitCode
{
    internal const int Success = 0;
    internal const int Failure = 1;
    internal const int BadCommandLine = 64;
    internal const int HungUp = 129;
    internal const int Interrupted = 130;
    internal const int OutputClosed = 141;
    internal const int Terminated = 143;
}
