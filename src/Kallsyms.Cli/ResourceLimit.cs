using System.Runtime.InteropServices;

namespace Kallsyms.Cli;

/// <summary>What this process may use (ulimit, setrlimit(2)).</summary>
static class ResourceLimit
{
    /// <summary>Bytes of a file that is written (RLIMIT_FSIZE).</summary>
    public const int FileSize = 1;

    /// <summary>Bytes of address space (RLIMIT_AS).</summary>
    public const int AddressSpace = 9;

    /// <summary>There is a limit.</summary>
    public static bool IsSet(int resource)
    {
        ulong[] limits = new ulong[2]; // the current one, and how far it may be raised
        return Get(resource, limits) == 0 && limits[0] != ulong.MaxValue;
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    static extern int Get(int resource, [Out] ulong[] limits);
}
