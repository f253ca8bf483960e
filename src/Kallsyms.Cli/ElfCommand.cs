using System.CommandLine;
using Kallsyms.Elf;
using Kallsyms.Export;
using Kallsyms.Images;
using Kallsyms.Images.Finding;
using Kallsyms.Live;
using Kallsyms.Lookup;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>kallsyms elf: writes the kernel as an ELF file with a symbol table.</summary>
static class ElfCommand
{
    public static Command Create(StandardStreams std)
    {
        Option<string?> machine = OptionValues.Among(new Option<string?>("--machine")
        {
            Description = "The machine of a flat image, instead of what its header and the names of its functions tell: "
                + string.Join(", ", MachineName.All) + ".",
            HelpName = "MACHINE",
        }, [.. MachineName.All]);
        var memory = new Option<bool>("--memory")
        {
            Description = "Of a dump of memory: write all that the kernel's page tables map, as a core for debuggers (gdb vmlinux core).",
        };
        Option<bool> unproved = CommandInput.Unproved();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        Option<string> output = CommonOptions.Output();
        var image = new Argument<string>("IMAGE") { Description = CommandInput.ImageHelp };
        var command = new Command(
            "elf", "Write a kernel, or a program with a table, as an ELF file with a symbol table, for gdb, objdump, IDA, Ghidra.")
        {
            machine, memory, unproved, quiet, verbose, output, image,
        };
        var kernels = KernelOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(image)!;
            using SymbolSource source = CommandInput.OpenTable(
                std, path, kernels.Choice(parsed), parsed.GetValue(unproved), parsed.GetValue(quiet), parsed.GetValue(verbose));
            if (source.ImageTable is not null)
            {
                WriteProgram(std, path, source, parsed.GetValue(memory), parsed.GetValue(output)!);
                return ExitStatus.Yes;
            }
            EmbeddedTable table = source.RequireTable();
            if (parsed.GetValue(memory))
            {
                std.WriteBinary(parsed.GetValue(output)!, MemoryCore.Plan(source.Kernel!).Write);
                return ExitStatus.Yes;
            }
            Kernel kernel = source.Kernel!;
            ElfMachine? machineOfTable = Machine(parsed.GetValue(machine), kernel, table, path);
            LoadedModules? loaded = LoadedModules.Read(kernel);
            if (loaded?.Problem is { } problem && !parsed.GetValue(quiet))
                std.Say($"{path}: modules that are loaded are not written{(loaded.Modules.Count > 0 ? " in full" : "")}: {problem}");
            var elf = SymbolizedElf.Plan(kernel.Image, table, machineOfTable, kernel.Own, KernelTypes.Find(kernel),
                loaded?.Listed.Any() == true ? ModuleSections.Make(loaded, kernel.Pages!) : null);
            if (!elf.HasContents && !parsed.GetValue(quiet))
                std.Say($"{path}: where its bytes lie in memory is not known; the file has symbols alone");
            std.WriteBinary(parsed.GetValue(output)!, elf.Write);
            return ExitStatus.Yes;
        });
        return command;
    }

    // What is asked for cannot be what the image says it is not.
    static ElfMachine? Machine(string? name, Kernel kernel, EmbeddedTable table, string path)
    {
        if (name is null)
            return kernel.Machine?.Machine;
        ElfMachine machine = MachineName.Parse(name);
        if (kernel.ReadElf() is { Header.Machine: not ElfMachine.None } elf && elf.Header.Machine != machine)
            throw new KallsymsException(
                ErrorKind.Usage, $"is an ELF file for {MachineName.Of(elf.Header.Machine)}; --machine {name} is for flat images", path);
        bool isWide = table.Spec.Format.Is64;
        return machine.Row().HasKernels(isWide) ? machine : throw new KallsymsException(
            ErrorKind.Usage, $"is a {(isWide ? 64 : 32)}-bit kernel, and --machine {name} has none", path);
    }

    static void WriteProgram(StandardStreams std, string path, SymbolSource source, bool isMemoryWanted, string output)
    {
        if (isMemoryWanted || path == "-")
            throw new KallsymsException(ErrorKind.Usage, isMemoryWanted ? "is a program; --memory is for dumps of memory"
                : "is a program, which is read twice: name its file", source.Name);
        using ByteSource program = SourceFile.Open(path);
        std.WriteBinary(output, SymbolizedElf.Plan(program, KernelSymbols.From(source)).Write);
    }
}
