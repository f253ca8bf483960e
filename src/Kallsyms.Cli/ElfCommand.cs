using System.CommandLine;
using Kallsyms.Export;
using Kallsyms.Images.Finding;
using Kallsyms.Live;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>kallsyms elf: the kernel as an ELF file with a symbol table.</summary>
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
        var command = new Command("elf", "Write the kernel as an ELF file with a symbol table, for gdb, objdump, IDA, Ghidra and others.")
        {
            machine, memory, unproved, quiet, verbose, output, image,
        };
        var kernels = KernelOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(image)!;
            using SymbolSource source = CommandInput.OpenWhole(
                std, path, kernels.Choice(parsed), parsed.GetValue(unproved), parsed.GetValue(quiet), parsed.GetValue(verbose));
            EmbeddedTable table = source.RequireTable();
            if (parsed.GetValue(memory))
            {
                std.WriteBinary(parsed.GetValue(output)!, MemoryCore.Plan(source.Kernel!).Write);
                return ExitStatus.Yes;
            }
            var elf = SymbolizedElf.Plan(source.Kernel!.Image, table, parsed.GetValue(machine) is { } name ? MachineName.Parse(name)
                : source.Kernel.Machine?.Machine, source.Kernel.Own, KernelTypes.Find(source.Kernel));
            if (!elf.HasContents && !parsed.GetValue(quiet))
                std.Say($"{path}: where its bytes lie in memory is not known; the file has symbols alone");
            std.WriteBinary(parsed.GetValue(output)!, elf.Write);
            return ExitStatus.Yes;
        });
        return command;
    }
}
