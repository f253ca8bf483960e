using System.Runtime.InteropServices;

namespace Kallsyms.Cli;

/// <summary>
/// Determines how many threads the system allows (ulimit -u and -v, pids.max). The runtime aborts when it lacks one, so this is checked
/// beforehand.
/// </summary>
static class ThreadSupply
{
    const int Reserved = 6; // for signals, the thread pool itself, a linker's messages; and a driver, what it runs, and the linker
    const int Needed = Reserved + 1;
    const int Wanted = 8; // workers
    const int FewWorkers = 2; // if address space is short: the stacks of more would leave too little for data
    const int MostArenas = -8; // M_ARENA_MAX: the allocator of libc reserves 64 MB for each thread
    const int StackSize = 1 << 16; // only the number of threads matters here

    /// <summary>Adapts to what is available; returns a message if that is too little, otherwise null.</summary>
    public static string? Shortage()
    {
        bool isCramped = ResourceLimit.IsSet(ResourceLimit.AddressSpace);
        if (isCramped)
            _ = SetAllocator(MostArenas, 1);
        int wanted = Math.Min(Environment.ProcessorCount, Wanted) + Reserved;
        int found = Count(wanted);
        if (found < Needed)
            return $"the system allows {found} more threads, and {Needed} are needed: see ulimit -u, ulimit -v, and pids.max of the "
                + "control group";
        if (found == wanted && !isCramped)
            return null;
        ThreadPool.SetMinThreads(1, 1);
        ThreadPool.SetMaxThreads(isCramped ? Math.Min(FewWorkers, found - Reserved) : found - Reserved, 1);
        return null;
    }

    static int Count(int wanted)
    {
        using var over = new ManualResetEventSlim(false, spinCount: 0); // they only have to wait
        var started = new List<Thread>();
        try
        {
            while (started.Count < wanted)
            {
                var thread = new Thread(over.Wait, StackSize) { IsBackground = true };
                thread.Start();
                started.Add(thread);
            }
        }
        catch (OutOfMemoryException)
        {
            // No further threads.
        }
        over.Set();
        started.ForEach(thread => thread.Join());
        return started.Count;
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    static extern int SetAllocator(int parameter, int value);
}
