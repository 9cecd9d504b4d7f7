using System.Management.Automation;

namespace Scaling.PowerShell.Common;

/// <summary>What every cmdlet of the module shares: stopping, and paths as users write them.</summary>
public abstract class ScalingCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Cancelled when the user or a later cmdlet stops the pipeline.</summary>
    private protected CancellationToken StopToken => _stopping.Token;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The engine calls it when the pipeline ends, however it ends.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _stopping.Dispose();
    }

    protected override void StopProcessing() => _stopping.Cancel();

    /// <summary>For loops outside of <see cref="Try"/>.</summary>
    private protected void ThrowIfStopping()
    {
        if (StopToken.IsCancellationRequested) throw new PipelineStoppedException();
    }

    /// <summary>Runs work of the core: a cancelled token becomes the engine's own stop, bad data or missing memory an error record, and false is returned.</summary>
    /// <param name="target">What the record is about.</param>
    /// <param name="work">What is done.</param>
    /// <param name="report">What happens to the record: it is written, or ends the command.</param>
    internal bool Try(object? target, Action work, Action<ErrorRecord>? report = null)
    {
        try
        {
            work();
            return true;
        }
        catch (OperationCanceledException) when (StopToken.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception e) when (e is Native.Datasets.DatasetException or IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            (report ?? WriteError)(Errors.From(e, target));
            return false;
        }
    }

    /// <summary>The full paths of existing files that a user's paths name; what is none is written as an error and left out.</summary>
    private protected IEnumerable<string> ResolveFiles(IEnumerable<string> paths, bool literal)
    {
        foreach (var path in paths)
        {
            foreach (var found in ResolveExisting(path, literal))
            {
                if (File.Exists(found)) yield return found;
                else WriteError(Directory.Exists(found) ? Errors.PathIsDirectory(found) : Errors.PathNotFound(found));
            }
        }
    }

    /// <summary>The full paths, of files or folders, that a path names. A wildcard that matches nothing is an error as well.</summary>
    private protected IEnumerable<string> ResolveExisting(string path, bool literal)
    {
        try
        {
            var itself = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            if (!IsFileSystem(provider))
            {
                WriteError(Errors.NotFileSystem(path, provider.Name));
                return [];
            }

            // A file whose name has brackets is meant by that name, as when another cmdlet's record hands its Path on.
            var found = literal || File.Exists(itself) ? [itself] : SessionState.Path.GetResolvedProviderPathFromPSPath(path, out _);
            if (found.Count == 0) WriteError(Errors.PathNotFound(path));
            return found;
        }
        catch (ItemNotFoundException)
        {
            WriteError(Errors.PathNotFound(path));
        }
        catch (SessionStateException e)
        {
            // A drive or provider that does not exist.
            WriteError(Errors.PathInvalid(path, e));
        }
        catch (Exception e) when (e is ProviderInvocationException or NotSupportedException)
        {
            WriteError(Errors.PathInvalid(path, e));
        }

        return [];
    }

    /// <summary>The full path of a file, which need not exist; null, with an error, where it cannot be one.</summary>
    /// <param name="path">As the user wrote it; no wildcards.</param>
    /// <param name="report">What happens to the error: it is written, unless this throws.</param>
    internal string? ResolveDestination(string path, Action<ErrorRecord>? report = null)
    {
        report ??= WriteError;
        try
        {
            var full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            if (IsFileSystem(provider)) return full;
            report(Errors.NotFileSystem(path, provider.Name));
        }
        catch (Exception e) when (e is SessionStateException or ProviderInvocationException or NotSupportedException)
        {
            report(Errors.PathInvalid(path, e));
        }

        return null;
    }

    /// <summary>Whether a file may be written there; if not, why not is written as an error.</summary>
    internal bool CanWrite(string fullPath, bool noClobber, bool force)
    {
        var existing = new FileInfo(fullPath);
        var error = Directory.Exists(fullPath) ? Errors.PathIsDirectory(fullPath)
            : !Directory.Exists(existing.DirectoryName) ? Errors.DestinationFolderNotFound(fullPath)
            : existing.Exists && noClobber ? Errors.DestinationExists(fullPath)
            : existing is { Exists: true, IsReadOnly: true } && !force ? Errors.DestinationReadOnly(fullPath)
            : null;
        if (error is null) return true;
        WriteError(error);
        return false;
    }

    /// <summary>Puts out a file as Get-Item does: cmdlets that take paths from the pipeline need more than the bare object.</summary>
    private protected void WriteFile(string fullPath)
    {
        foreach (var file in InvokeProvider.Item.Get([fullPath], force: true, literalPath: true)) WriteObject(file);
    }

    private static bool IsFileSystem(ProviderInfo provider) => provider.Name == "FileSystem";
}
