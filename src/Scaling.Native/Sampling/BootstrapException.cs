namespace Scaling.Native.Sampling;

/// <summary>One group cannot be bootstrapped; the others of the run are not touched by it.</summary>
public sealed class BootstrapException : Exception
{
    public BootstrapException(BootstrapFailure failure, string message)
        : base(message) => Failure = failure;

    public BootstrapFailure Failure { get; }
}
