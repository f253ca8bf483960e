using System.Buffers.Binary;
using Kallsyms.Elf;
using Kallsyms.Export;
using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Tables;
using Kallsyms.Tests.Images;

namespace Kallsyms.Tests.Sources;

/// <summary>One kernel in every kind of input that people have it in.</summary>
static class SampleInputs
{
    /// <summary>The kernel; its table lists its own labels, so that an ELF file made of it is one with labels.</summary>
    public static SampleKernel Kernel { get; } = new() { Release = KernelRelease.Parse("linux-6.12") };

    /// <summary>Its plain bytes.</summary>
    public static byte[] Image { get; } = Kernel.Build();

    /// <summary>An ELF file whose symbol table has no kallsyms labels.</summary>
    public static byte[] ElfWithoutLabels { get; } = RenameLabels(Elf(Image));

    /// <summary>All kinds, by what they are called in messages of tests.</summary>
    public static Dictionary<string, byte[]> All { get; } = Make();

    /// <summary>An ELF file with the kernel and a symbol table made of its own table, as kallsyms elf writes it.</summary>
    public static byte[] Elf(byte[] image)
    {
        using KernelImage kernel = KernelImage.Read(image, "image");
        using var output = new MemoryStream();
        SymbolizedElf.Plan(kernel.Image, kernel.RequireProved(), ElfMachine.X8664).Write(output);
        return output.ToArray();
    }

    /// <summary>The same without section headers.</summary>
    public static byte[] Strip(byte[] elf)
    {
        byte[] stripped = [.. elf];
        stripped.AsSpan(40, 8).Clear();
        stripped.AsSpan(58, 6).Clear();
        return stripped;
    }

    /// <summary>The table of an image in a file, with an entry changed.</summary>
    /// <param name="file">The file.</param>
    /// <param name="change">Gets the bytes of the entries, 4 for each symbol.</param>
    public static byte[] ChangeOffsets(byte[] file, Action<byte[]> change)
    {
        using KernelImage kernel = KernelImage.Read(file, "image");
        (long offset, _) = kernel.RequireProved().Place(SubTable.Offsets)!.Value;
        byte[] entries = file[(int)offset..((int)offset + kernel.Table!.Symbols.Count * 4)];
        change(entries);
        byte[] changed = [.. file];
        entries.CopyTo(changed, (int)offset);
        return changed;
    }

    static Dictionary<string, byte[]> Make()
    {
        byte[] elf = Elf(Image);
        byte[] packed = Packer.Pack(Codec.Gzip, Image);
        return new()
        {
            ["plain bytes"] = Image,
            ["ELF with labels"] = elf,
            ["stripped ELF"] = Strip(elf),
            ["packed ELF"] = Packer.Pack(Codec.Zstd, elf),
            ["packed file"] = packed,
            ["bzImage"] = Shells.BzImage(Packer.Pack(Codec.Zstd, Image)),
            ["bzImage with ELF"] = Shells.BzImage(Packer.Pack(Codec.Gzip, Strip(elf))),
            ["zImage"] = Shells.ArmZImage(packed),
            ["wrapper"] = Shells.ElfWrapper(packed),
            ["uImage"] = Shells.UImage(packed, 1),
            ["FIT"] = Shells.Fit(packed, "gzip"),
            ["boot.img"] = Shells.Android(Image, 3),
            ["LiME dump"] = Lime(Image),
        };
    }

    // The names of the labels are in the string table, too, which is behind the kernel's bytes.
    static byte[] RenameLabels(byte[] elf)
    {
        byte[] renamed = [.. elf];
        for (int at = renamed.Length; (at = renamed.AsSpan(0, at).LastIndexOf("\0kallsyms_"u8)) >= 0;)
            renamed[at + 1] = (byte)'q';
        return renamed;
    }

    static byte[] Lime(byte[] bytes)
    {
        var header = new byte[32];
        "EMiL"u8.CopyTo(header);
        header[4] = 1;
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(8), 0x100000);
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(16), 0x100000 + (ulong)bytes.Length - 1);
        return [.. header, .. bytes];
    }
}
