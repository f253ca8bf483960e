using Kallsyms.Elf;

namespace Kallsyms.Linking;

/// <summary>Finds out what machine a compiler driver links for when no input is an object yet: compiles an empty file.</summary>
static class CompilerTarget
{
    public static ElfTarget Find(LinkCommand command, WorkDirectory work, CancellationToken cancellation)
    {
        string empty = work.File("empty.c");
        string made = work.File("empty.o");
        File.WriteAllText(empty, "");
        // Options of the link proper mean nothing here, and link-time optimisation would not make an ELF object.
        IEnumerable<string> options = command.Options.Where(option => option.StartsWith("-m", StringComparison.Ordinal)
            || option.StartsWith("-f", StringComparison.Ordinal) && !option.StartsWith("-flto", StringComparison.Ordinal) && !option.StartsWith("-fuse-ld", StringComparison.Ordinal)
            || option.StartsWith("--target=", StringComparison.Ordinal) || option.StartsWith("-B", StringComparison.Ordinal));
        try
        {
            LinkerRun.Run(command.Program, [.. options, "-c", empty, "-o", made], cancellation);
            using ElfFile file = ElfFile.Open(made);
            return ElfTarget.Like(file);
        }
        catch (KallsymsException e)
        {
            throw new KallsymsException(
                ErrorKind.Usage, $"none of the arguments is an ELF object or archive, so the machine is not known ({e.Message})", inner: e);
        }
    }
}
