using System.CommandLine;
using Kallsyms.Images;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>kallsyms unpack: writes the kernel without its containers.</summary>
static class UnpackCommand
{
    public static Command Create(StandardStreams std)
    {
        Option<string> output = CommonOptions.Output();
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var image = new Argument<string>("IMAGE") { Description = CommandInput.ImageHelp };
        var command = new Command("unpack", "Write the kernel itself, without the containers and the compression around it.")
        {
            output,
            quiet,
            verbose,
            image,
        };
        var kernels = KernelOptions.AddTo(command);
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(image)!;
            using SymbolSource source = CommandInput.Inspect(std, path, kernels.Choice(parsed), parsed.GetValue(quiet));
            if (!parsed.GetValue(quiet))
                CommandInput.SayOtherKernels(std, source);
            Kernel kernel = source.Kernel ?? throw new KallsymsException(
                ErrorKind.Negative,
                source.ImageTable is null ? "is a list of symbols, not an image"
                    : "is a program with a table of its own, not a packed kernel", source.Name);
            if (kernel.Absence is { Reason: AbsenceReason.NoKernel } absence)
                throw new KallsymsException(ErrorKind.Negative, absence.ToString(), path);
            if (parsed.GetValue(verbose))
                std.Say($"{path}: {InfoText.Chain(kernel.Layers)}");
            std.WriteBinary(parsed.GetValue(output)!, kernel.CopyTo);
            if (!parsed.GetValue(quiet) && kernel.Missing is > 0 and long missing)
                std.Say($"{path}: {missing} bytes of the kernel are not in the dump; they are zeros in the output");
            return ExitStatus.Yes;
        });
        return command;
    }
}
