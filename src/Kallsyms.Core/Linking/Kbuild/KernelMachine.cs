using Kallsyms.Elf;

namespace Kallsyms.Linking.Kbuild;

/// <summary>The machine that a kernel is built for, taken from the first objects that every kernel has before it is linked.</summary>
static class KernelMachine
{
    static readonly string[] _objects = ["vmlinux.o", "init/main.o"];

    /// <summary>Returns the machine, or null if no object exists yet.</summary>
    /// <param name="objectTree">The build directory.</param>
    /// <exception cref="KallsymsException">Tables for that machine are not supported.</exception>
    public static ElfTarget? Find(string objectTree)
    {
        ElfTarget? target = LinkInputs.FindTarget([.. _objects.Select(file => Path.Combine(objectTree, file)).Where(File.Exists)]);
        target?.RequireKnownMachine();
        return target;
    }

    /// <summary>Refuses a kernel that no table can be made for, as far as an object tells.</summary>
    /// <exception cref="KallsymsException">It is for such a machine.</exception>
    public static void Require(string objectTree) => _ = Find(objectTree);
}
