using System.Text;
using Kallsyms.Btf;
using Kallsyms.Differences;
using Kallsyms.Elf;
using Kallsyms.Export;
using Kallsyms.Images;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Containers;
using Kallsyms.Images.Layers;
using Kallsyms.Images.Paging;
using Kallsyms.Live;
using Kallsyms.Logs;
using Kallsyms.Lookup;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;
using Kallsyms.Unpacking;

namespace Kallsyms.Fuzz;

/// <summary>One reader of untrusted bytes.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Seeds">Inputs to start from.</param>
/// <param name="Run">Reads an input; may throw a KallsymsException and nothing else.</param>
sealed record FuzzTarget(string Name, Func<IEnumerable<byte[]>> Seeds, Action<byte[]> Run)
{
    // Small, so that the limits are reached by small inputs.
    static readonly UnpackLimits _limits = new(MaxOutput: 2 << 20, FreeOutput: 256 << 10, MaxParts: 32);

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        .. Enum.GetValues<Codec>().Where(codec => codec != Codec.Stored)
            .Select(codec => new FuzzTarget(codec.ToString().ToLowerInvariant(), () => FuzzSeeds.Packed(codec), input => Unpacker.Unpack(codec, input, new(_limits)))),
        new("lzo1x", FuzzSeeds.Lzo, Lzo),
        new("branches", FuzzSeeds.Code, Branches),
        .. Enum.GetValues<BlockPacking>()
            .Select(packing => new FuzzTarget($"block-{packing.ToString().ToLowerInvariant()}", () => FuzzSeeds.Blocks(packing),
                input => PackedBlock.Unpack(packing, input, 8192, new(_limits)))),
        new("containers", FuzzSeeds.Containers, Unwrap),
        new("flash", FuzzSeeds.Flash, Unwrap),
        new("dump", FuzzSeeds.Dumps, Dump),
        new("types", FuzzSeeds.Types, Types),
        .. Enum.GetValues<Packing>().Select(packing => new FuzzTarget($"stream-{packing.ToString().ToLowerInvariant()}",
            () => FuzzSeeds.Packed(Enum.Parse<Codec>(packing.ToString())), input => ReadStream(packing, input))),
        new("pages", FuzzSeeds.Pages, TranslatePages),
        new("finder", FuzzSeeds.Kernels, Find),
        new("decoder", FuzzSeeds.Tables, Decode),
        new("elf", FuzzSeeds.ElfFiles, ReadElf),
        new("archive", FuzzSeeds.Archives, ReadArchive),
        new("map", FuzzSeeds.Maps, ReadMap),
        new("log", FuzzSeeds.Logs, ReadLog),
        new("mangled", MangledNameTarget.Seeds, MangledNameTarget.Run),
        new("debug", DebugTarget.Seeds, DebugTarget.Run),
        new("link-object", FuzzSeeds.ElfFiles, LinkLineTargets.Object),
        new("link-archive", LinkLineTargets.Archives, LinkLineTargets.Archive),
        new("link-script", LinkLineTargets.Scripts, LinkLineTargets.Script),
        new("image-table", ImageTableTargets.Tables, ImageTableTargets.Read),
        new("response", LinkLineTargets.ResponseFiles, LinkLineTargets.ResponseFile),
    ];

    static void Lzo(byte[] input)
    {
        var output = new byte[4096];
        int count = Lzo1x.Decode(input, output);
        if (count > output.Length)
            throw new InvalidOperationException("more bytes than there is room for");
    }

    static void Branches(byte[] input)
    {
        if (input.Length > 0 && BranchFilters.Create(input[0]) is { } filter
            && filter(input.AsSpan(1), 0) is var done && (uint)done > (uint)(input.Length - 1))
            throw new InvalidOperationException("more is done than there is");
    }

    static void Unwrap(byte[] input)
    {
        new ImageUnwrapper(ImageBytes.FromMemory(input, "input"), _limits, image =>
        {
            EmbeddedConfig.Find(image.Bytes);
            return [];
        }).Unwrap();
    }

    // Every byte of memory is in a hole, or can be read.
    static void Dump(byte[] input)
    {
        new ImageUnwrapper(ImageBytes.FromMemory(input, "input"), _limits, image =>
        {
            byte[] buffer = [];
            long left = 4 << 20;
            foreach ((long start, int length) in image.Bytes.Pieces(0, image.Bytes.Length, overlap: 16))
            {
                image.Bytes.Read(start, (int)Math.Min(length, left), ref buffer);
                if ((left -= length) <= 0)
                    break;
            }
            return [];
        }).Unwrap();
    }

    static void Types(byte[] input)
    {
        var format = new ElfFormat(true, false);
        byte[]? Range(long offset, long length) => offset + length <= input.Length ? input.AsSpan((int)offset, (int)length).ToArray() : null;
        if (BtfTypes.Read(Range, format) is not { } types)
            return;
        _ = types.SizeOf("module");
        _ = ModuleLayout.Find(types);
        byte[] map = "ffffffff81000000 T module\nffffffff81001000 D init_task\n"u8.ToArray();
        KernelSymbols symbols = KernelSymbols.From(SymbolListFile.Read(ByteSource.FromMemory(map, "map")));
        _ = DwarfTypes.Make(types, symbols, format);
        VolatilityFile.Write(Stream.Null, symbols, types, "Linux version 1", format, "1");
    }

    // Decoders of other packages report damage by exceptions of any type, which whoever reads them expects.
    static void ReadStream(Packing packing, byte[] input)
    {
        var buffer = new byte[1 << 16];
        try
        {
            using Stream stream = UnpackingStream.Open(packing, new MemoryStream(input));
            for (int i = 0; i < 64 && stream.Read(buffer) > 0; i++)
            {
            }
        }
        catch (Exception e) when (packing is not (Packing.Gzip or Packing.Lz4) || e is InvalidDataException or EndOfStreamException)
        {
        }
    }

    static void TranslatePages(byte[] input)
    {
        foreach (PageTableFormat format in (PageTableFormat[])
            [PageTableFormat.X8664, PageTableFormat.AArch64, PageTableFormat.RiscV, PageTableFormat.S390])
        {
            var tables = new PageTables(ImageBytes.FromMemory(input, "memory"), format.IsBigEndian);
            foreach (PageTableShape shape in format.Shapes)
            {
                for (ulong address = 0xffff_ffff_8000_0000; address != 0; address <<= 1)
                {
                    if (new PageWalk(tables, 0, shape, 0).Translate(address) is long at && (ulong)at >= (ulong)input.Length)
                        throw new InvalidOperationException($"0x{address:x} is at 0x{at:x}, behind the memory");
                }
            }
        }
    }

    static void Find(byte[] input)
    {
        using KernelImage image = KernelImage.Read(input, "input", _limits);
        _ = image.Chosen.Banner;
        if (image.Table is not { } table)
            return;
        SystemMap.Write(Stream.Null, table.Symbols, table.Spec.Format.Is64);
        KernelSymbols symbols = KernelSymbols.From(table.Symbols);
        for (int i = 0; i < symbols.Count; i += 16)
        {
            if (!symbols.TryFind(symbols[i].Address, out KernelSymbol found, out ulong offset) || found.Address != symbols[i].Address || offset != 0
                || symbols.Find(symbols[i].Utf8Name) is null)
            {
                throw new InvalidOperationException($"symbol {i} is not found");
            }
        }
        SymbolizedElf.Plan(image.Image, table, ElfMachine.X8664).Write(Stream.Null);
    }

    // The first bytes say which form, and how the rest is cut into sub-tables.
    static void Decode(byte[] input)
    {
        if (input.Length < 32)
            return;
        KernelRelease layout = KernelRelease.Parse(KernelRelease.EraNames[input[0] % KernelRelease.EraNames.Count]);
        var format = new ElfFormat((input[1] & 1) != 0, (input[1] & 2) != 0);
        var encoding = (AddressEncoding)(input[2] % 5);
        var spec = new TableSpec(layout, format, ElfMachine.X8664, encoding);
        var bytes = new TableBytes("input");
        int at = 32;
        for (int i = 0; i < spec.Order.Length; i++)
        {
            int length = Math.Min(input[4 + i * 2] | input[5 + i * 2] << 8, input.Length - at);
            bytes.Set(spec.Order[i], (ulong)at, input.AsMemory(at, length));
            at += length;
        }
        try
        {
            SymbolList symbols = TableReader.Read(spec, bytes);
            if (bytes.Has(SubTable.SeqsOfNames))
                TableReader.ReadSeqs(bytes, symbols.Count);
        }
        catch (KallsymsException)
        {
            // Some other form may still fit.
        }
        foreach ((TableSpec _, SymbolList symbols) in TableDetector.ReadAll(format, ElfMachine.X8664, bytes))
            SystemMap.Write(Stream.Null, symbols, format.Is64);
    }

    static void ReadElf(byte[] input)
    {
        using ElfFile file = ElfFile.Parse(ByteSource.FromMemory(input, "input"));
        foreach (ElfSection section in file.Sections.Take(64))
        {
            Try(() => file.Read(section));
            if (section.Type is SectionType.Rel or SectionType.Rela)
                Try(() => file.ReadRelocations(section));
        }
        Try(() => BuildId.Recognise(file));
        Try(() => DynamicRelocations.Read(file).Apply(0x20000, new byte[256]));
        Try(() =>
        {
            SymbolList symbols = ElfSymbolReader.Read(file);
            if (TableLabels.Find(file, symbols) is { } table)
                ImageVerifier.Verify(table, symbols, release: null);
        });
        KernelImage.Read(input, "input", _limits).Dispose();
    }

    static void ReadArchive(byte[] input)
    {
        using ByteSource source = ByteSource.FromMemory(input, "input");
        // Members of a thin one are files of this machine.
        if (!ArArchive.IsArchive(source) || ArArchive.IsThin(source))
            return;
        foreach (ByteSource member in ArArchive.Members(source))
            member.Read(0, Math.Min(member.Length, 16));
    }

    static void ReadMap(byte[] input)
    {
        using ByteSource source = ByteSource.FromMemory(input, "input");
        if (SymbolListFile.TryRead(source) is not { } text)
            return;
        _ = text.For32Bit().Symbols.Count;
        KernelSymbols symbols = KernelSymbols.From(text);
        foreach (KernelSymbol symbol in symbols)
            _ = symbol.Size + (ulong)(symbol.Module?.Length ?? 0);
        _ = symbols.Moved(0x1000).Count;
        KernelDifferences.Find(symbols, symbols.Moved(16));
        SystemMap.Write(Stream.Null, symbols.List, wide: true);
    }

    static void ReadLog(byte[] input)
    {
        KernelSymbols symbols = FuzzSeeds.Symbols;
        var kernel = new LogKernel(symbols, SymbolOrigin.Image, "Linux version 6.12.9 (a@b) #1 SMP");
        foreach (ulong? distance in new ulong?[] { null, 0 })
            new LogAnnotator(kernel, distance).Annotate(new MemoryStream(input), Stream.Null);
        using var output = new MemoryStream();
        new LogAnnotator(kernel).Annotate(new OnceOnly(input), output);
        if (output.Length < input.Length / 32)
            throw new InvalidOperationException("bytes are missing");
        foreach (string word in Encoding.Latin1.GetString(input).Split([' ', '\n'], 8))
            SymbolQuery.Find(symbols, word);
    }

    static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (KallsymsException)
        {
            // The other parts may be sound.
        }
    }

    /// <summary>A pipe.</summary>
    sealed class OnceOnly(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
