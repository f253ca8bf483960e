using Kallsyms.Elf;

namespace Kallsyms.Linking.Kbuild;

/// <summary>The machine that a kernel is built for, as the first objects tell that every kernel has before it is linked.</summary>
static class KernelMachine
{
    static readonly string[] _objects = ["vmlinux.o", "init/main.o"];

    /// <summary>It; null when no object tells.</summary>
    /// <param name="objectTree">The build directory.</param>
    /// <exception cref="KallsymsException">No table can be made for it.</exception>
    public static ElfTarget? Find(string objectTree)
    {
        ElfTarget? target = LinkInputs.FindTarget(_objects.Select(file => Path.Combine(objectTree, file)).Where(File.Exists));
        target?.RequireKnownMachine();
        return target;
    }
}
