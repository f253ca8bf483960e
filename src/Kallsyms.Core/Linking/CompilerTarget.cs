using Kallsyms.Elf;
using Kallsyms.Files;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Running;

namespace Kallsyms.Linking;

/// <summary>Determines the machine that a compiler driver links for, when no input is an object yet, by compiling an empty file.</summary>
static class CompilerTarget
{
    const string Unknown = "none of the arguments is an ELF object or archive, so the machine is not known";

    public static ElfTarget Find(LinkerCommandLine command, WorkDirectory work, CancellationToken cancellation)
    {
        if (command.IsLinker)
            throw new KallsymsException(ErrorKind.Usage, Unknown);
        string empty = work.File("empty.c");
        string made = work.File("empty.o");
        work.Create("empty.c").Dispose();
        try
        {
            using ToolRun compiler = ToolRun.Start(command.Program, [.. command.TargetArguments, "-c", empty, "-o", made], cancellation);
            compiler.Finish();
        }
        catch (KallsymsException e) when (e.InnerException is null)
        {
            throw new KallsymsException(
                ErrorKind.Usage, $"{Unknown}, and an empty file cannot be compiled to find out: {e.Message}", inner: e);
        }
        using ElfFile file = ElfFile.Open(made);
        return ElfTarget.Like(file);
    }
}
