using Kallsyms.Elf;
using Kallsyms.Files;

namespace Kallsyms.Linking.Kbuild;

/// <summary>
/// The kernel's type data (CONFIG_DEBUG_INFO_BTF): made by pahole from an image with debug data, linked into the next one.
/// </summary>
sealed record BtfData(LinkLine Line, LinkJob Job, BuildSteps Steps)
{
    const int TypeOffset = 16; // e_type

    string Image => (Line.Traits & LinkTraits.BtfImageOfItsOwn) != 0 ? ".tmp_vmlinux.btf" : ".tmp_vmlinux1";

    /// <summary>Links an image with an empty table, and makes the object with its types.</summary>
    public string Make()
    {
        string tableObject = Image + ".kallsyms.o";
        ElfTarget target = LinkInputs.FindTarget(Job.Command.InputFiles)
            ?? throw new KallsymsException(ErrorKind.Unreadable, $"{Line.Output} would be linked from no object that tells the machine");
        byte[] empty = ElfObjectWriter.Write(Reservation.ForNoSymbols(Job.SpecBeforeLinking(target)).MakePlaceholder(Job, target));
        OutputFile.Write(tableObject, stream => stream.Write(empty), Steps.Cancellation);
        Steps.Say("LD", Image);
        Steps.Run(Line.ForBtf(Image, tableObject));
        try
        {
            return (Line.Traits & LinkTraits.BtfScript) != 0 ? FromScript() : FromImage();
        }
        catch (KallsymsException e) when (e.Kind == ErrorKind.Tool)
        {
            throw new KallsymsException(
                ErrorKind.Tool, $"{e.Message}; the kernel's type data (CONFIG_DEBUG_INFO_BTF) cannot be made", inner: e);
        }
    }

    /// <summary>Fills the ids of types into the finished image.</summary>
    public void Resolve(string image)
    {
        if ((Line.Traits & LinkTraits.BtfIdsWithBpfOnly) != 0 && !Line.Config.Has("BPF"))
            return;
        Steps.Say("BTFIDS", image);
        List<string> command = [.. Line.Make.Words("RESOLVE_BTFIDS")];
        if ((Line.Traits & LinkTraits.BtfScript) != 0)
            command.AddRange(["--patch_btfids", Image + ".BTF_ids"]);
        if ((Line.Traits & LinkTraits.BtfFatalWarnings) != 0 && Line.Config.Has("WERROR"))
            command.Add("--fatal_warnings");
        Steps.Run([.. command, image]);
    }

    string FromScript()
    {
        Steps.Say("BTF", Image);
        Steps.Run([Line.Make.Shell, Line.Make.SourceTree + "/scripts/gen-btf.sh", Image]);
        return Image + ".btf.o";
    }

    string FromImage()
    {
        string output = (Line.Traits & LinkTraits.BtfImageOfItsOwn) != 0 ? ".btf.vmlinux.bin.o" : Image + ".btf.o";
        Steps.Say("BTF", output);
        Steps.Run(["env", "LLVM_OBJCOPY=" + Line.Make["OBJCOPY"], .. Line.Make.Words("PAHOLE"), "-J", .. Line.Make.Words("PAHOLE_FLAGS"),
            Image]);
        // objcopy warns of the segments that have become empty.
        Steps.RunWithoutErrors(
            [.. Line.Make.Words("OBJCOPY"), "--only-section=.BTF", "--set-section-flags", ".BTF=alloc,readonly", "--strip-all", Image,
                output]);
        // Linkers do not take an executable for input.
        using FileStream file = new(output, FileMode.Open, FileAccess.Write);
        file.Position = TypeOffset;
        file.Write(Line.Config.Has("CPU_BIG_ENDIAN") ? [0, 1] : [1, 0]);
        return output;
    }
}
