using Kallsyms.Elf;
using Kallsyms.Files;

namespace Kallsyms.Linking.Kbuild;

/// <summary>
/// Makes the kernel's type data (CONFIG_DEBUG_INFO_BTF) as the kernel's script does: pahole generates it from an image with debug data,
/// and it is linked into the next one.
/// </summary>
/// <param name="Tool">The tree's steps.</param>
/// <param name="Job">The link of the image, without type data.</param>
sealed record BtfData(BtfTool Tool, LinkJob Job)
{
    LinkLine Line => Tool.Line;

    BuildSteps Steps => Tool.Steps;

    /// <summary>Links an image with an empty table, and makes the object with its types.</summary>
    /// <exception cref="KallsymsException">A tool failed.</exception>
    public void Make()
    {
        string tableObject = Tool.Image + ".kallsyms.o";
        ElfTarget target = LinkInputs.FindTarget(Job.Command.InputFiles)
            ?? throw new KallsymsException(ErrorKind.Unreadable, $"{Line.Output} would be linked from no object that tells the machine");
        byte[] empty = ElfObjectWriter.Write(Reservation.ForNoSymbols(Job.SpecBeforeLinking(target)).MakePlaceholder(Job, target));
        OutputFile.Write(tableObject, stream => stream.Write(empty), Steps.Cancellation);
        Steps.Say("LD", Tool.Image);
        Steps.Run(Line.ForBtf(Tool.Image, tableObject));
        Steps.Say("BTF", Tool.Object);
        try
        {
            Tool.Make(Tool.Image, Tool.Object);
        }
        catch (KallsymsException e) when (e.Kind == ErrorKind.Tool)
        {
            throw new KallsymsException(
                ErrorKind.Tool, $"{e.Message}; the kernel's type data (CONFIG_DEBUG_INFO_BTF) cannot be made", inner: e);
        }
    }

    /// <summary>Fills the ids of types into the finished image.</summary>
    /// <exception cref="KallsymsException">A tool failed.</exception>
    public void Resolve(string image)
    {
        if (Line.Traits.Has(LinkTraits.BtfIdsWithBpfOnly) && !Line.Config.Has("BPF"))
            return;
        Steps.Say("BTFIDS", image);
        List<string> command = [.. Line.Make.Words("RESOLVE_BTFIDS")];
        if (Tool.IsScript)
            command.AddRange(["--patch_btfids", Tool.Image + ".BTF_ids"]);
        if (Line.Traits.Has(LinkTraits.BtfFatalWarnings) && Line.Config.Has("WERROR"))
            command.Add("--fatal_warnings");
        Steps.Run([.. command, image]);
    }
}
