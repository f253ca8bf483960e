using System.CommandLine;
using Kallsyms.Btf;
using Kallsyms.Export;
using Kallsyms.Live;
using Kallsyms.Lookup;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>kallsyms isf: writes a symbol file for Volatility 3.</summary>
static class IsfCommand
{
    public static Command Create(StandardStreams std)
    {
        Option<bool> unproved = CommandInput.Unproved();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        Option<string> output = CommonOptions.Output();
        var image = new Argument<string>("IMAGE") { Description = CommandInput.ImageHelp };
        var command = new Command("isf", "Write a symbol file for Volatility 3 from a kernel's table and type information (BTF).")
        {
            unproved, quiet, verbose, output, image,
        };
        var kernels = KernelOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            using SymbolSource source = CommandInput.OpenTable(
                std, parsed.GetValue(image)!, kernels.Choice(parsed), parsed.GetValue(unproved), parsed.GetValue(quiet),
                parsed.GetValue(verbose));
            _ = source.RequireTable();
            BtfTypes types = KernelTypes.Find(source.Kernel!) ?? throw new KallsymsException(ErrorKind.Negative,
                "the kernel carries no type information (CONFIG_DEBUG_INFO_BTF), or the dump does not have its pages", source.Name);
            KernelSymbols symbols = KernelSymbols.From(source.Symbols);
            if (symbols.Find("linux_banner") is null && !parsed.GetValue(quiet))
                std.Say($"{source.Name}: warning: the table lists functions only; Volatility finds a kernel by linux_banner and init_task");
            std.WriteBinary(parsed.GetValue(output)!, stream => VolatilityFile.Write(
                stream, symbols, types, source.Kernel!.Banner, source.Table!.Spec.Format, ProgramVersion.Release));
            return ExitStatus.Yes;
        });
        return command;
    }
}
