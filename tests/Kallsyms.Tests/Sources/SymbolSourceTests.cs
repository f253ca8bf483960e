using System.Buffers.Binary;
using Kallsyms.Elf;
using Kallsyms.Images.Codecs;
using Kallsyms.Images.Finding;
using Kallsyms.Lookup;
using Kallsyms.Sources;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Images;
using Xunit;

namespace Kallsyms.Tests.Sources;

/// <summary>One door: the same kernel gives the same symbols, whatever it is in and however it comes in.</summary>
public class SymbolSourceTests
{
    public static TheoryData<string> Kinds() => [.. SampleInputs.All.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AnInputOfAnyKindGivesTheSameSymbolsAsFileStreamAndBytes(string kind)
    {
        byte[] bytes = SampleInputs.All[kind];
        using var scratch = new Scratch();
        File.WriteAllBytes(scratch["input"], bytes);
        using SymbolSource file = SymbolSource.Open(scratch["input"]);
        using var stream = new MemoryStream(bytes);
        using SymbolSource streamed = SymbolSource.Open(stream, "stream");
        using SymbolSource inMemory = SymbolSource.Open(bytes, "bytes");
        foreach (SymbolSource source in (SymbolSource[])[file, streamed, inMemory])
        {
            TableFinderTests.AssertEqual(SampleInputs.Kernel.Symbols, source.Symbols);
            Assert.Equal(file.Kind, source.Kind);
            Assert.Null(source.Doubt);
            Assert.True(source.Is64);
            Assert.Equal(ContentState.Consistent, source.RequireTable().Content.State);
            // Bytes and form are those that were read, whatever was moved or laid over.
            Assert.True(source.Symbols.IsSame(TableReader.Read(source.Table!.Spec, source.Table.Bytes)));
        }
        Assert.Equal(SampleInputs.Kernel.Symbols.Count, KernelSymbols.Open(scratch["input"]).Count);
    }

    [Theory]
    [InlineData("plain bytes", SourceKind.Flat)]
    [InlineData("ELF with labels", SourceKind.LabelledElf)]
    [InlineData("stripped ELF", SourceKind.StrippedElf)]
    [InlineData("bzImage", SourceKind.Packed)]
    [InlineData("wrapper", SourceKind.Wrapper)]
    [InlineData("LiME dump", SourceKind.Dump)]
    public void AKindIsToldByWhatTheInputIs(string name, SourceKind kind)
    {
        using SymbolSource source = SymbolSource.Open(SampleInputs.All[name], "input");
        Assert.Equal(kind, source.Kind);
    }

    [Fact]
    public void WithoutLabelsTheTableIsFoundByItsStructureAndHeldAgainstTheSymbols()
    {
        using SymbolSource source = SymbolSource.Open(SampleInputs.ElfWithoutLabels, "input");
        Assert.Equal(SourceKind.ElfWithSymbols, source.Kind);
        TableFinderTests.AssertEqual(SampleInputs.Kernel.Symbols, source.Symbols);
        Assert.Contains(source.Table!.Proof.Checks, check => check is { Name: "symtab", Outcome: CheckOutcome.Passed });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ATableThatContradictsTheImagesOwnSymbolsIsRefusedAndTheDistanceTold(bool labels)
    {
        byte[] elf = labels ? SampleInputs.All["ELF with labels"] : SampleInputs.ElfWithoutLabels;
        byte[] all = SampleInputs.ChangeOffsets(elf, entries => Move(entries, 0..(entries.Length / 4), 0x1000));
        KallsymsException error = Assert.Throws<KallsymsException>(() => SymbolSource.Open(all, "moved"));
        Assert.Equal(ErrorKind.Negative, error.Kind);
        Assert.Contains("contradicts", error.Message);
        Assert.Contains("all by +0x1000", error.Message);

        byte[] few = SampleInputs.ChangeOffsets(elf, entries => Move(entries, 100..103, 4));
        string refusal = Assert.Throws<KallsymsException>(() => SymbolSource.Open(few, "few")).Message;
        Assert.Contains($"3 of {SampleInputs.Kernel.Symbols.Count} symbols", refusal);
        using SymbolSource accepted = SymbolSource.Open(few, "few", Trust.Any);
        Assert.Contains("contradicts", accepted.Doubt);
        Assert.Equal(SampleInputs.Kernel.Symbols.Addresses[100] + 4, accepted.Symbols.Addresses[100]);
    }

    [Fact]
    public void SymbolsThatWereStrippedFromTheImageContradictNothing()
    {
        SymbolList table = SampleInputs.Kernel.Symbols;
        SymbolList third = table.Select([.. Enumerable.Range(0, table.Count).Where(i => i % 3 == 0)]);
        SymbolAgreement agreement = SymbolAgreement.Compare(table, third);
        Assert.Equal((third.Count, 0, table.Count - third.Count), (agreement.Same, agreement.Elsewhere, agreement.Absent));
    }

    [Theory]
    [InlineData("10 t a\n20 t a\n30 t a\n", "10 t a\n30 t a\n", 2, 0, 1)]
    [InlineData("10 t a\n20 t a\n30 t a\n", "10 t a\n28 t a\n30 t a\n", 2, 1, 0)]
    [InlineData("10 t a\n20 t b\n", "10 t b\n20 t a\n", 0, 2, 0)]
    [InlineData("10 t a\n10 t a\n", "10 t a\n10 t a\n", 2, 0, 0)]
    [InlineData("", "10 t a\n", 0, 0, 0)]
    public void SymbolsOfOneNameAreCountedEachOnce(string table, string image, int same, int elsewhere, int absent)
    {
        SymbolAgreement agreement = SymbolAgreement.Compare(List(table), List(image));
        Assert.Equal((same, elsewhere, absent), (agreement.Same, agreement.Elsewhere, agreement.Absent));
        Assert.Equal(elsewhere > 0, agreement.First is not null);
    }

    [Fact]
    public void AListHasSymbolsAndNoTable()
    {
        using SymbolSource source = SymbolSource.Open("ffffffff81000000 T _text\nffffffff81000010 t f\n"u8.ToArray(), "map");
        Assert.Equal((SourceKind.List, 2), (source.Kind, source.Symbols.Count));
        Assert.Equal(ErrorKind.Negative, Assert.Throws<KallsymsException>(source.RequireTable).Kind);
    }

    // The reader of lists looks first, and knows less of each format.
    [Fact]
    public void AnImagePackedAsListsAreNot_IsAnImage()
    {
        var kernel = new SampleKernel { Release = KernelRelease.Parse("linux-6.12") };
        byte[] image = kernel.Build();
        using var packed = new MemoryStream();
        using (var packer = new ZstdSharp.CompressionStream(packed, leaveOpen: true))
        {
            packer.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_windowLog, 28);
            packer.Write(image);
        }
        using SymbolSource source = SymbolSource.Open(packed.ToArray(), "image");
        Assert.Equal(SourceKind.Packed, source.Kind);
    }

    [Fact]
    public void APackedListThatIsCutOffAtItsStart_IsCalledTruncated()
    {
        byte[] packed = Packer.Pack(Codec.Gzip, [.. Enumerable.Repeat("ffffffff81000000 T f\n"u8.ToArray(), 200).SelectMany(line => line)]);
        Assert.Contains("truncated", Assert.Throws<KallsymsException>(() => SymbolListFile.Read(new MemoryStream(packed, 0, 30), "list")).Message);
        KallsymsException any = Assert.Throws<KallsymsException>(() => SymbolSource.Open(packed.AsMemory(0, 30), "list"));
        Assert.Equal(ErrorKind.Unreadable, any.Kind);
        Assert.Contains("truncated", any.Message);
    }

    [Fact]
    public void WhatIsNoKernelIsInspectedButNotOpened()
    {
        var noise = new byte[10_000];
        using SymbolSource source = SymbolSource.Inspect(ByteSource.FromMemory(noise, "noise"));
        Assert.Null(source.Table);
        Assert.Equal(ErrorKind.Negative, Assert.Throws<KallsymsException>(() => SymbolSource.Open(noise, "noise", Trust.Any)).Kind);
        Assert.False(KernelSymbols.TryOpen("/nonexistent", out _));
        Assert.Throws<ArgumentNullException>(() => KernelSymbols.Open((string)null!));
        Assert.Throws<ArgumentException>(() => KernelSymbols.Open(""));
    }

    static void Move(byte[] entries, Range range, int distance)
    {
        (int start, int count) = range.GetOffsetAndLength(entries.Length / 4);
        for (int i = start; i < start + count; i++)
        {
            Span<byte> entry = entries.AsSpan(i * 4, 4);
            BinaryPrimitives.WriteInt32LittleEndian(entry, BinaryPrimitives.ReadInt32LittleEndian(entry) + distance);
        }
    }

    static SymbolList List(string text)
    {
        string[][] lines = [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))];
        var list = new SymbolListBuilder([.. lines.SelectMany(fields => System.Text.Encoding.ASCII.GetBytes(fields[2]))], lines.Length);
        int at = 0;
        foreach (string[] fields in lines)
        {
            list.Add(Convert.ToUInt64(fields[0], 16), (byte)fields[1][0], at, fields[2].Length, -1);
            at += fields[2].Length;
        }
        return list.Build();
    }
}
