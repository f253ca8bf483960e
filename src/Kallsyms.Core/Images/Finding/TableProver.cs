using Kallsyms.Elf;
using Kallsyms.Images.Layers;
using Kallsyms.Images.Machines;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Images.Finding;

/// <summary>Checks a candidate against the image it was found in.</summary>
sealed class TableProver
{
    const int Page = 4096;
    const int MaxHead = 2 << 20;

    readonly ImageBytes _image;
    readonly AddressMap _map;
    readonly TableCandidate _table;
    readonly WellKnownSymbols _known;
    readonly KernelBounds _bounds;
    readonly List<ProofCheck> _checks = [];

    // The address of offset 0 in contiguous images; null if unknown, or if the map is more precise.
    ulong? _origin;

    TableProver(ImageBytes image, AddressMap map, TableCandidate table)
    {
        (_image, _map, _table) = (image, map, table);
        _known = new(table.Symbols);
        _bounds = new(table.Symbols, _known, table.Spec.Format.WordMask);
        if (!map.IsKnown && table.Spec.Encoding == AddressEncoding.PlaceRelative)
            _origin = table.Place - (ulong)table.Offset & table.Spec.Format.WordMask;
    }

    /// <summary>
    /// Proves a candidate. If its base is unknown, it is first moved to where the image's pointers indicate; if they do not, it cannot
    /// be proved.
    /// </summary>
    /// <param name="image">The image it was found in.</param>
    /// <param name="map">The map of its addresses.</param>
    /// <param name="table">The candidate.</param>
    /// <param name="own">The image's own symbols; null if it has none.</param>
    /// <param name="widthIsKnown">Whether something other than the table's form determines the width of the kernel's words.</param>
    public static EmbeddedTable Prove(ImageBytes image, AddressMap map, TableCandidate table, SymbolList? own, bool widthIsKnown)
    {
        ProofCheck? moving = null;
        if (table.BaseIsUnknown)
        {
            PointerVotes.Result vote = PointerVotes.Elect(table);
            moving = new("base", vote.IsClear ? CheckOutcome.Passed : CheckOutcome.Failed, vote.ToString(), decides: true);
            if (vote.IsClear && table.Move(vote.Distance) is { } moved)
                table = moved;
        }
        var prover = new TableProver(image, map, table);
        prover.CheckStructure();
        if (moving is { } check)
            prover._checks.Add(check);
        if (own is not null)
            prover._checks.Add(OwnSymbols.Check(SymbolAgreement.Compare(table.Symbols, own)));
        bool isNamed = prover.CheckLabels();
        isNamed |= prover.CheckBanner();
        prover.CheckImageSize();
        if (!isNamed)
            prover.CheckExports();
        if (!widthIsKnown && table.Arrays.Names.FitsBothWidths)
            prover.CheckWidth();
        if (!prover.IsDecided)
            prover.CheckPointers();
        else if (moving is null && !map.IsKnown && table.RelativeBase != 0)
            prover.CheckBase();
        return new(
            table.Spec, table.Bytes, table.Symbols, Enum.GetValues<SubTable>().Select(table.Arrays.Place).ToArray(), new(prover._checks))
        {
            OwnSymbols = own,
            Origin = prover._origin,
            Range = prover.Range(),
            Neighbourhood = prover.Neighbourhood(),
            EndIsKnown = prover._bounds.EndIsKnown,
            BannerOffset = prover.BannerOffset,
        };
    }

    bool IsDecided => _checks.Any(check => check is { Decides: true, Outcome: CheckOutcome.Passed });

    void CheckStructure()
    {
        NameArrays names = _table.Arrays.Names;
        string tokens = _table.Arrays.Tokens is null ? "names are not compressed" : "256 tokens agree with their index";
        string met = $"{Quantity.Of(names.Count, "name", "meets", "meet")} {Quantity.Of((names.Count + 255) / 256, "marker")}";
        Add("names", CheckOutcome.Passed, $"{tokens}; {met}", decides: false);
        if (_table.Arrays.Addresses.SeqsOfNames is not null)
            Add("order", CheckOutcome.Passed, "the index by name is a permutation that sorts the names", decides: false);
        Add("addresses", CheckOutcome.Passed, Quantity.Of(_table.Symbols.Count, "address", "rises", "rise"), decides: false);
    }

    // Tables of all symbols have the table's own labels since 6.10; they must say what was found.
    // True when it decides.
    bool CheckLabels()
    {
        ulong mask = _table.Spec.Format.WordMask;
        int right = 0;
        int wrong = 0;
        foreach (SubTable part in Enum.GetValues<SubTable>())
        {
            if (_known[part.Label()] is not ulong address || _table.Arrays.Place(part) is not var (offset, _))
                continue;
            ulong? expected = _map.IsKnown ? _map.Address(offset) : (_origin ??= address - (ulong)offset & mask) + (ulong)offset & mask;
            if (address == expected)
                right++;
            else
                wrong++;
        }
        if (right + wrong == 0)
            return Add("labels", CheckOutcome.NotApplicable, "the table does not list its own labels");
        return Add("labels", wrong == 0 ? CheckOutcome.Passed : CheckOutcome.Failed,
            $"{right} of {right + wrong} kallsyms labels are where the table was found", wrong == 0 && right >= 3);
    }

    // True when it decides.
    bool CheckBanner()
    {
        (string Symbol, byte[] Text)[] banners = [("linux_banner", [.. "Linux version "u8]), ("linux_proc_banner", [.. "%s version %s"u8])];
        (ulong Address, byte[] Text)[] known = banners.Where(banner => _known[banner.Symbol] is not null)
            .Select(banner => (_known[banner.Symbol]!.Value, banner.Text)).ToArray();
        if (known.Length == 0)
            return Add("banner", CheckOutcome.NotApplicable, "the table has no linux_banner");
        if (!_map.IsKnown && _origin is null)
            FindOrigin(known);
        int right = known.Count(banner => OffsetOf(banner.Address) is long at && HasText(at, banner.Text));
        bool isKnown = _image.IsMachineMemory is false
            || known.Any(banner => OffsetOf(banner.Address) is long at && _image.IsKnown(at, banner.Text.Length));
        // One of two banners may have been changed by whoever built the kernel. Kernels start on a page; if a header was omitted, the
        // distance of the two alone proves little.
        if (right > 0)
            return Add("banner", CheckOutcome.Passed, $"{right} of {known.Length} banners are where the table says",
                decides: right == 2 && _origin % 4096 == 0 || _map.IsKnown);
        if (_origin is not null && !isKnown)
            return Add("banner", CheckOutcome.NotApplicable, "the dump does not have the page of linux_banner");
        return Add("banner", CheckOutcome.Failed, $"no kernel version where the table has linux_banner, 0x{known[0].Address:x}");
    }

    // Every place of the banner's text is tried for the banner's address; two banners at the right distance are no coincidence. Beside
    // another kernel of the same build, only a place that puts the table in its own kernel counts.
    void FindOrigin((ulong Address, byte[] Text)[] banners)
    {
        ReadOnlySpan<byte> bytes = _table.Arrays.Bytes.Span;
        (ulong Origin, OriginFit Fit)? best = null;
        for (int at = 0; at < bytes.Length && best is not { Fit: OriginFit.Inside }; at++)
        {
            int skip = bytes[at..].IndexOf(banners[0].Text);
            if (skip < 0)
                break;
            at += skip;
            ulong origin = banners[0].Address - (ulong)(_table.Arrays.Start + at) & _table.Spec.Format.WordMask;
            OriginFit fit = Fit(origin);
            if (fit == OriginFit.No || best is { } found && found.Fit <= fit)
                continue;
            _origin = origin;
            if (banners.All(banner => OffsetOf(banner.Address) is long place && HasText(place, banner.Text))
                && (banners.Length > 1 || origin % 4096 == 0))
            {
                best = (origin, fit);
            }
        }
        _origin = best?.Origin;
    }

    OriginFit Fit(ulong origin) => _bounds.Fit(origin + (ulong)_table.Offset & _table.Spec.Format.WordMask);

    long? BannerOffset => _known["linux_banner"] is ulong address && OffsetOf(address) is long at && HasText(at, [.. "Linux version "u8])
        ? at : null;

    long? FirstByte => _origin is null ? null : OffsetOf(_bounds.Start);

    (long Start, long End) Neighbourhood() =>
        _map.IsKnown || FirstByte is not null ? Range() : (_table.Arrays.Start, _table.Arrays.Start + _table.Arrays.Bytes.Length);

    // Where the kernel starts and ends in the image; if its place is unknown, only its table.
    (long Start, long End) Range()
    {
        if (_map.IsKnown)
            return (0, _image.Length);
        TableArrays arrays = _table.Arrays;
        (long Offset, long Length)[] parts = Enum.GetValues<SubTable>().Select(arrays.Place).OfType<(long Offset, long Length)>().ToArray();
        if (FirstByte is not long start)
            return (parts.Min(part => part.Offset), parts.Max(part => part.Offset + part.Length));
        ulong last = _image.IsMachineMemory ? _bounds.End : _bounds.FileEnd;
        long end = Math.Max(start + (long)Math.Min(last - _bounds.Start, (ulong)(_image.Length - start)),
            parts.Max(part => part.Offset + part.Length));
        return (Head(Math.Min(start, parts.Min(part => part.Offset))), Math.Min(end, _image.Length));
    }

    // A table of functions need not list the first byte; a header before the first function does.
    long Head(long start)
    {
        for (long at = start; _known["_text"] is null && at >= Math.Max(_table.Arrays.Start, start - MaxHead); at -= Page)
        {
            if (MachineEvidence.FromHeader(_image.Read(at, Math.Min(64, _image.Length - at)).Span) is not null)
                return at;
        }
        return start;
    }

    // The header's image_size is _end - _text, on RISC-V _end - _start.
    void CheckImageSize()
    {
        foreach ((_, ImageMark mark) in MachineTable.ImageMarks)
        {
            if (mark.Start is not { } start || _known[start] is not ulong text || _known["_end"] is not ulong end
                || OffsetOf(text) is not long at || !HasText(at + ImageMark.Offset, mark.Bytes))
            {
                continue;
            }
            ulong size = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(_image.Read(at + 16, 8).Span);
            if (size != 0) // written since 3.17
                Add("size", size == end - text ? CheckOutcome.Passed
                    : CheckOutcome.Failed, $"_end - {start} is 0x{end - text:x}, the header says 0x{size:x}");
        }
    }

    void CheckExports()
    {
        const int enough = 32;
        if (ExportTable.Compare(_table.Arrays.Bytes, _table.Spec.Format, _table.Symbols, FitOfBytes) is not { } result
            || result.Right + result.Wrong < enough)
        {
            Add("exports", CheckOutcome.NotApplicable, "no table of exported symbols was found");
            return;
        }
        ulong origin = result.Origin - (ulong)_table.Arrays.Start & _table.Spec.Format.WordMask;
        // Some names are exported in two places, one of which another table describes.
        bool right = result.Wrong <= result.Right / 16 && (_origin ?? origin) == origin;
        Add("exports", right ? CheckOutcome.Passed : CheckOutcome.Failed,
            $"{result.Right} of {result.Right + result.Wrong} exported symbols have the address that modules get"
            + ((_origin ?? origin) == origin ? "" : ", but not with the banner where it is"), right);
        if (right && !_map.IsKnown)
            _origin = origin;
    }

    // A table of 32-bit numbers may belong to a 64-bit kernel, whose pointers look like 32-bit ones with something in between; and a
    // 32-bit pointer after a zero looks like a 64-bit one of a kernel at low addresses.
    void CheckWidth()
    {
        bool is64 = _table.Spec.Format.Is64;
        if (is64 && _bounds.End > uint.MaxValue)
            return;
        uint? half = PointerVotes.UpperHalf(_table);
        if (!is64 && half is not null)
            Add("width", CheckOutcome.Failed, $"pointers to functions have 0x{half:x8} beside them: they are of 64 bits");
        else if (is64 && half is null)
            Add("width", CheckOutcome.Failed, "pointers to functions do not have their upper half beside them: they are of 32 bits");
    }

    void CheckPointers()
    {
        PointerVotes.Result vote = PointerVotes.Check(_table);
        CheckOutcome outcome = vote.IsClear ? CheckOutcome.Passed : vote.Nearby != 0 ? CheckOutcome.Failed : CheckOutcome.NotApplicable;
        Add("pointers", outcome, vote.ToString(), decides: vote.IsClear);
    }

    // Labels, banners and exports of a contiguous image agree with any base: all addresses move with it, including the one inferred for
    // the first byte. Only pointers show where the kernel was linked.
    void CheckBase()
    {
        PointerVotes.Result asIs = PointerVotes.Check(_table);
        if (asIs.IsClear || asIs.Nearby != 0)
            Add("base", asIs.IsClear ? CheckOutcome.Passed : CheckOutcome.Failed, asIs.ToString());
        else if (PointerVotes.Elect(_table) is { IsClear: true, Distance: not 0 } other)
            Add("base", CheckOutcome.Failed, $"with addresses moved by 0x{other.Distance:x}, {other}");
    }

    // An ELF file need not be contiguous.
    OriginFit FitOfBytes(ulong origin) => _map.IsKnown ? OriginFit.Inside
        : Fit(origin - (ulong)_table.Arrays.Start & _table.Spec.Format.WordMask);

    long? OffsetOf(ulong address)
    {
        if (_map.IsKnown)
            return _map.Offset(address);
        return _origin is ulong origin && (address - origin & _table.Spec.Format.WordMask) is var offset && offset < (ulong)_image.Length
            ? (long)offset : null;
    }

    bool HasText(long offset, byte[] text) =>
        offset + text.Length <= _image.Length && _image.Read(offset, text.Length).Span.SequenceEqual(text);

    // True when it decides that the addresses are right.
    bool Add(string name, CheckOutcome outcome, string evidence, bool decides = false)
    {
        _checks.Add(new(name, outcome, evidence, decides));
        return decides && outcome == CheckOutcome.Passed;
    }
}
