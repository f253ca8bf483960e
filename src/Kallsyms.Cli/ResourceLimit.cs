using System.Runtime.InteropServices;

namespace Kallsyms.Cli;

/// <summary>The resource limits of this process (ulimit, setrlimit(2)).</summary>
static class ResourceLimit
{
    /// <summary>The size of files written, in bytes (RLIMIT_FSIZE).</summary>
    public const int FileSize = 1;

    /// <summary>The size of the address space in bytes (RLIMIT_AS).</summary>
    public const int AddressSpace = 9;

    /// <summary>Whether a resource is limited.</summary>
    public static bool IsSet(int resource)
    {
        ulong[] limits = new ulong[2]; // the current limit, and how far it may be raised
        return Get(resource, limits) == 0 && limits[0] != ulong.MaxValue;
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    static extern int Get(int resource, [Out] ulong[] limits);
}
