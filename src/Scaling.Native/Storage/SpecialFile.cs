namespace Scaling.Native.Storage;

/// <summary>What has a path and is neither a file nor a folder: devices, pipes and sockets.</summary>
internal static unsafe class SpecialFile
{
    /// <summary>Whether there is one at a path. Told on Linux only.</summary>
    internal static bool IsAt(string path)
    {
        if (!OperatingSystem.IsLinux()) return false;
        Libc.FileStatus status;
        fixed (byte* bytes = UnixPath.EncodeWithTerminator(path))
        {
            if (Libc.GetStatus(Libc.CurrentFolder, bytes, 0, Libc.TypeSizeAndTime, &status) != 0) return false;
        }

        return (status.Mode & Libc.ModeTypeMask) is not (Libc.RegularMode or Libc.DirectoryMode);
    }
}
