using Kallsyms.Elf;

namespace Kallsyms.Images.Finding;

/// <summary>Finds the table in the bytes of an image; see docs/images.md for the method.</summary>
static class TableFinder
{
    // Around a token index in a large dump: names, addresses and the rest of a kernel.
    const long Reach = 64 << 20;

    // Every candidate that decodes is proved; damaged or hostile images may have many that do not.
    const int MaxCandidates = 64;

    /// <summary>The first proved table; if none is, the best that was found, or null.</summary>
    public static FoundTable? Find(UnwrappedImage image)
    {
        AddressMap map = AddressMap.Read(image.Bytes);
        ElfMachine machine = map.Elf?.Header.Machine ?? MachineOf(image.Format);
        FoundTable? best = null;
        int tried = 0;
        foreach (TableArrays arrays in FindArrays(image.Bytes))
        {
            if (map.Elf is { } elf && elf.Format.Is64 != arrays.Format.Is64 && map.IsKnown)
                continue;
            ulong? place = map.Address(arrays.Start + arrays.Addresses.Start);
            if (TableCandidate.Read(arrays, machine, place, null) is not { } candidate)
                continue;
            FoundTable found = TableProver.Prove(image, map, candidate);
            if (found.Proof.IsProved)
                return found;
            best ??= found;
            if (++tried >= MaxCandidates)
                break;
        }
        return best;
    }

    static IEnumerable<TableArrays> FindArrays(ImageBytes image)
    {
        foreach ((long index, bool bigEndian) in TokenIndexSweep.Find(image))
        {
            long start = image.IsInMemory ? 0 : Math.Max(0, index - Reach);
            long end = image.IsInMemory ? image.Length : Math.Min(image.Length, index + Reach);
            ReadOnlyMemory<byte> bytes = image.Read(start, end - start);
            int at = (int)(index - start);
            if (TokenArrays.Find(bytes.Span, at, bigEndian) is not { } tokens || NameArrays.Find(bytes.Span, tokens.Table, bigEndian) is not { } names)
                continue;
            foreach (AddressArrays addresses in AddressArrays.Candidates(names, at + TokenIndexSweep.IndexSize))
                yield return new(bytes, start, bigEndian, tokens, names, addresses);
        }
    }

    static ElfMachine MachineOf(string format) => format switch
    {
        "arm64 Image" => ElfMachine.AArch64,
        "riscv Image" => ElfMachine.RiscV,
        "loongarch Image" => ElfMachine.LoongArch,
        "s390 bzImage" => ElfMachine.S390,
        "ARM zImage" => ElfMachine.Arm,
        _ => ElfMachine.None,
    };
}

/// <summary>A table that was found, and how far it is proved.</summary>
/// <param name="Image">The image it is in.</param>
/// <param name="Table">Its form and symbols.</param>
/// <param name="Proof">What was checked.</param>
/// <param name="Origin">Address of the image's first byte, where it lies in one piece and that is known.</param>
sealed record FoundTable(UnwrappedImage Image, TableCandidate Table, Proof Proof, ulong? Origin);
