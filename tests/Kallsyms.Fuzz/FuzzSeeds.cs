using System.Text;
using Kallsyms.Elf;
using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Lookup;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;
using Kallsyms.Tests.Images;

namespace Kallsyms.Fuzz;

/// <summary>Sound inputs of every kind, small, so that executions are quick.</summary>
static class FuzzSeeds
{
    /// <summary>Something to look up in.</summary>
    public static KernelSymbols Symbols { get; } = KernelSymbols.From(SymbolListFile.Read(ByteSource.FromMemory(Maps().First(), "map")));

    static readonly KernelSymbols _narrow = KernelSymbols.From(SymbolListFile.Read(ByteSource.FromMemory(Maps().ElementAt(1), "map")));

    public static IEnumerable<byte[]> Packed(Codec codec)
    {
        foreach (int size in (int[])[1, 64, 3000, 20_000])
            yield return Packer.Pack(codec, Text(size));
        yield return Packer.Pack(codec, Tiny("linux-6.4", true, AddressEncoding.BaseRelative));
    }

    /// <summary>Blocks as squashfs has them.</summary>
    public static IEnumerable<byte[]> Blocks(BlockPacking packing)
    {
        byte[] text = Text(3000);
        yield return packing switch
        {
            BlockPacking.Zlib => Packer.Zlib(text),
            BlockPacking.Lzma => Packer.Pack(Codec.Lzma, text),
            BlockPacking.Xz => Packer.Pack(Codec.Xz, text),
            BlockPacking.Zstd => Packer.Pack(Codec.Zstd, text),
            BlockPacking.Lz4 => Packer.Pack(Codec.Lz4Legacy, text)[8..],
            _ => Lzo().First(),
        };
    }

    /// <summary>Flash memory, disks and archives.</summary>
    public static IEnumerable<byte[]> Flash()
    {
        byte[] kernel = Packer.Pack(Codec.Gzip, Text(3000));
        yield return FlashShells.Ubi(kernel, block: 4096, page: 512);
        yield return FlashShells.WithSpare([.. kernel, .. Text(20_000)], 512, 16);
        yield return FlashShells.WithSpare([.. kernel, .. Text(20_000)], 512, 16, SpareForm.InFront);
        yield return FlashShells.WithSpare([.. kernel, .. Text((1 << 14) - kernel.Length)], 512, 16, SpareForm.Checksums);
        yield return FlashShells.WithSpare([.. kernel, .. Text(300_000)], 512, 16, SpareForm.BadBlocks);
        yield return FlashShells.Squash(kernel);
        yield return FlashShells.Zip(("vmlinuz", [.. kernel, .. new byte[70_000]]));
        yield return FlashShells.Gpt(("boot_a", 1UL << 50, kernel), ("boot_b", 0, kernel));
        yield return FlashShells.Mbr(kernel, kernel);
        yield return Qcow2Shells.Disk(kernel, DumpFiles.Migration("virt", "mach-virt.ram", new byte[4 * DumpFiles.Page]));
        yield return Shells.FitOf([kernel, kernel], 2);
    }

    /// <summary>Dumps of memory, with pages left out.</summary>
    public static IEnumerable<byte[]> Dumps()
    {
        byte[] memory = [.. new byte[DumpFiles.Page], .. Text(DumpFiles.Page), .. new byte[DumpFiles.Page], .. Text(2 * DumpFiles.Page)];
        foreach (uint flags in (uint[])[0, 1, 4, 0x20])
            yield return DumpFiles.Kdump(memory, flags, page => page == 3);
        yield return DumpFiles.Flattened(DumpFiles.Kdump(memory, 1));
        yield return DumpFiles.Core((0x1000, 0, memory), (0, 0, memory[..100]), (0x100000, 0, memory));
        yield return DumpFiles.Core((0, 0xffff888000001000, memory), (0, 0xffffffff81001000, memory));
        yield return [.. DumpFiles.Lime(0x1000, memory), .. DumpFiles.Lime(0x100000000, memory)];
        yield return [.. DumpFiles.Avml(0x1000, memory), .. DumpFiles.Avml(0x100000000, memory)];
        yield return DumpFiles.Migration("pc-q35-7.2", "pc.ram", memory);
    }

    /// <summary>Memory of four pages that are tables of each other.</summary>
    public static IEnumerable<byte[]> Pages()
    {
        foreach (bool isBigEndian in (bool[])[false, true])
        {
            var memory = new byte[4 * 4096];
            for (int at = 0; at < memory.Length; at += 8)
                memory[at + (isBigEndian ? 6 : 1)] = (byte)(at / 8 % 4 << 4);
            for (int at = 0; at < memory.Length; at += 8)
                memory[at + (isBigEndian ? 7 : 0)] = 3;
            yield return memory;
        }
    }

    /// <summary>Type information of a kernel with one structure.</summary>
    public static IEnumerable<byte[]> Types() =>
    [
        [0x9f, 0xeb, 1, 0, 24, 0, 0, 0, 0, 0, 0, 0, 40, 0, 0, 0, 40, 0, 0, 0, 13, 0, 0, 0,
            1, 0, 0, 0, 0, 0, 0, 1, 4, 0, 0, 0, 32, 0, 0, 0, // an int
            1, 0, 0, 0, 1, 0, 0, 4, 8, 0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 32, 0, 0, 0, // module { int list at 4 }
            0, (byte)'m', (byte)'o', (byte)'d', (byte)'u', (byte)'l', (byte)'e', 0, (byte)'l', (byte)'i', (byte)'s', (byte)'t', 0],
    ];

    public static IEnumerable<byte[]> Lzo()
    {
        yield return [18, 0, 0x20, 0, 0, 1, 0, 0, 0x11, 0, 0];
        yield return [21, 1, 2, 3, 4, 0x40, 0, 0x44, 0, 1, 2, 3, 0x11, 0, 0];
    }

    public static IEnumerable<byte[]> Code()
    {
        for (byte id = 4; id <= 10; id++)
        {
            byte[] code = new byte[512];
            new Random(id).NextBytes(code);
            for (int i = 3; i < code.Length; i += 4)
                code[i] = id switch { 4 => 0xe8, 7 => 0xeb, 10 => 0x94, _ => code[i] };
            yield return [id, .. code];
        }
    }

    public static IEnumerable<byte[]> Containers()
    {
        byte[] kernel = Text(3000);
        byte[] packed = Packer.Pack(Codec.Gzip, kernel);
        yield return Shells.BzImage(packed);
        yield return Shells.EfiZboot(Packer.Pack(Codec.Zstd, kernel), "zstd22");
        yield return Shells.ArmZImage(Packer.Pack(Codec.Xz, kernel));
        yield return Shells.ElfWrapper(Packer.Pack(Codec.Lzma, kernel));
        yield return Shells.UImage(Packer.Pack(Codec.Bzip2, kernel), 2);
        yield return Shells.UImageOfFiles(packed, kernel, Packer.Pack(Codec.Lzop, kernel));
        yield return Shells.Fit(packed, "gzip");
        yield return Shells.Fit(packed, "gzip", external: true);
        yield return Shells.Fit(packed, "none", position: 0);
        yield return Shells.Android(Shells.Qualcomm(Packer.Pack(Codec.Lz4, kernel)), 1);
        yield return Shells.Android(Shells.MediaTek(Packer.Pack(Codec.Lz4Legacy, kernel)), 3);
        yield return [.. Text(2000), .. Shells.UImage(packed, 1)];
        yield return [.. "IKCFG_ST"u8, .. Packer.Pack(Codec.Gzip, Encoding.ASCII.GetBytes("CONFIG_KALLSYMS=y\n")), .. "IKCFG_ED"u8];
    }

    public static IEnumerable<byte[]> Kernels()
    {
        yield return Tiny("linux-2.6.10", false, AddressEncoding.Absolute);
        yield return Tiny("linux-2.6.10", true, AddressEncoding.Absolute);
        yield return Tiny("linux-4.6", true, AddressEncoding.PercpuAbsolute);
        yield return Tiny("linux-5.0", true, AddressEncoding.BaseRelative);
        yield return Tiny("linux-6.2", true, AddressEncoding.BaseRelative);
        yield return Tiny("linux-6.4", true, AddressEncoding.PercpuAbsolute);
        yield return Tiny("linux-6.4", false, AddressEncoding.Absolute);
        yield return Tiny("linux-6.15", true, AddressEncoding.BaseRelative);
        yield return Tiny("linux-7.0", true, AddressEncoding.PlaceRelative);
        yield return Tiny("linux-7.0", false, AddressEncoding.Direct);
        yield return new SampleKernel { Release = KernelRelease.Parse("linux-5.0"), Format = new(true, true), Functions = 40, TextSize = 0x1000, IsUncompressed = true }.Build();
        yield return new SampleKernel { Release = KernelRelease.Parse("linux-6.1"), Functions = 300, TextSize = 0x5000, IsRelocated = true, Machine = ElfMachine.AArch64 }.Build();
        yield return Shells.BzImage(Packer.Pack(Codec.Gzip, Tiny("linux-7.0", true, AddressEncoding.PlaceRelative)));
    }

    public static IEnumerable<byte[]> Tables()
    {
        foreach ((int era, string name) in KernelRelease.EraNames.Index())
        {
            foreach (bool is64 in (bool[])[true, false])
            {
                KernelRelease layout = KernelRelease.Parse(name);
                AddressEncoding encoding = layout.TableFormat.Encoding(new(is64, false), relocatable: true, percpuAbsolute: false);
                var spec = new TableSpec(layout, new(is64, false), ElfMachine.X8664, encoding);
                Table table = Table.Build(Entries(is64), spec, names => Compression.Kernel.Compress(names, layout.TableFormat));
                byte[] head = new byte[32];
                (head[0], head[1], head[2]) = ((byte)era, (byte)(is64 ? 1 : 0), (byte)encoding);
                var all = new List<byte>(head);
                for (int i = 0; i < spec.Order.Length; i++)
                {
                    int size = table.Sizes[spec.Order[i]];
                    byte[] part = new byte[size];
                    table.Write(spec.Order[i], part, 0);
                    all.AddRange(part);
                    (head[4 + i * 2], head[5 + i * 2]) = ((byte)size, (byte)(size >> 8));
                }
                head.CopyTo(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(all));
                yield return [.. all];
            }
        }
    }

    public static IEnumerable<byte[]> ElfFiles()
    {
        foreach (ElfFormat format in (ElfFormat[])[new(true, false), new(false, true), new(true, true), new(false, false)])
        {
            KernelRelease layout = KernelRelease.Parse("linux-6.4");
            var spec = new TableSpec(layout, format, ElfMachine.X8664, AddressEncoding.BaseRelative);
            Table table = Table.Build(Entries(format.Is64), spec, names => Compression.Kernel.Compress(names, layout.TableFormat));
            var target = new ElfTarget(format, new(ElfType.Relocatable, ElfMachine.X8664, 0, 0, 0, 0), []);
            yield return ElfObjectWriter.Write(TableObject.Finished(table, target));
        }
        // A whole image, as kallsyms elf writes it.
        var kernel = new SampleKernel { Release = KernelRelease.Parse("linux-6.4"), Functions = 40, TextSize = 0x1000 };
        using KernelImage image = KernelImage.Read(kernel.Build(), "kernel");
        if (image.Table is { } found)
        {
            using var elf = new MemoryStream();
            Kallsyms.Export.SymbolizedElf.Plan(image.Image, found, ElfMachine.X8664).Write(elf);
            yield return elf.ToArray();
        }
    }

    public static IEnumerable<byte[]> Archives()
    {
        yield return Ascii("!<arch>\n" + Member("//", "a_long_name_of_a_member.o/\n") + Member("/", "\0\0\0\0") + Member("/0", "contents") + Member("b.o/", "x\n"));
        yield return Ascii("!<arch>\n" + Member("#1/8", "name.o\0\0contents") + Member("__.SYMDEF", "12345678"));
    }

    public static IEnumerable<byte[]> Maps()
    {
        string[] names = ["_text", "_stext", "startup_64", "schedule", "do_one_initcall", "kfree", "linux_banner", "_end"];
        yield return Ascii(string.Concat(names.Select((name, i) => $"{0xffffffff81000000 + (ulong)i * 0x40:x16} {(i % 2 == 0 ? 'T' : 't')} {name}\n")));
        yield return Ascii("c0008000 T _text\nc0009000 t a\nc0009000 t b\nbf000000 t init\t[module]\nbf001000 d data\t[module]\nbf800000 t init\t[other]\n");
        yield return Ascii("                 U extern\n0000000000000000 A absolute\nffffffff81000000 T _text\r\n\n");
    }

    public static IEnumerable<byte[]> Logs()
    {
        yield return Ascii("RIP: 0010:[<ffffffff810000c4>] schedule+0x4/0x40\nCall Trace:\n [<ffffffff81000105>] ? do_one_initcall+0x5/0x40\n");
        yield return Ascii("R12: ffffffff9a0000c4 R13: 0000000000000000\nKernel Offset: 0x19000000 from 0xffffffff81000000 (relocation range: 0x0-0x1)\n");
        yield return Ascii("schedule+0x10/0x40 schedule ffffffff81000041 0xffffffff81000041 kfree+1 kfree++ KERNELOFFSET=0");
        yield return Ascii("[    1.000000] Linux version 6.12.9 (a@b) #1 SMP\n[   93.120001][  T12]  \u001b[31m0xffffffff81000105\u001b[0m (P)\n[    0.000000] Kernel relocated by 0x1\n .text @ 0x2\n");
        yield return Ascii("kern.warn kernel: x\nWorkqueue: 0xffffffff81000105\nWorkqueue:  0xffffffff81000105\n");
        yield return Ascii("{\"\\udc00\":1,\"msg\":\"[\\u003cffffffff81000105\\u003e]\",\"log\":\"\\u0022\"}\nTainted: G 6.12.9 #1#1 Linux version 6#1#1\tz\n");
        yield return Ascii("{\"MESSAGE\":\"\\u001b[1mpc : ffffffff810000c4 \\n\",\"_BOOT_ID\":\"0123456789abcdef0123456789abcdef\"}\nNot tainted 6.12.9 #1\nSYMBOL(kfree)=ffffffff81000100\n");
    }

    static TableSymbols Entries(bool is64) =>
        is64 ? new(Symbols.List, null, (0xffffffff81000000, "_text"), 0xffffffff81000000) : new(_narrow.List, null, (0xc0008000, "_text"), 0xc0008000);

    static byte[] Tiny(string layout, bool is64, AddressEncoding encoding) => new SampleKernel
    {
        Release = KernelRelease.Parse(layout),
        Format = new(is64, false),
        Encoding = encoding,
        Functions = 40,
        TextSize = 0x1000,
    }.Build();

    static string Member(string name, string contents) =>
        $"{name,-16}{"0",-12}{"0",-6}{"0",-6}{"644",-8}{contents.Length,-10}`\n{contents}{(contents.Length % 2 == 1 ? "\n" : "")}";

    static byte[] Text(int size)
    {
        var text = new byte[size];
        var random = new Random(size);
        for (int i = 0; i < size; i++)
            text[i] = i >= 16 && random.Next(4) != 0 ? text[i - 1 - random.Next(16)] : (byte)random.Next(256);
        return text;
    }

    static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);
}
