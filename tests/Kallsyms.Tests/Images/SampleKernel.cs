using Kallsyms.Elf;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tokens;

namespace Kallsyms.Tests.Images;

/// <summary>
/// A flat image with what finders look at: functions, version banners, exports, pointers, and a table of any release. Made up, but laid
/// out as kernels are.
/// </summary>
sealed class SampleKernel
{
    const int RelaRecord = 24;

    /// <summary>The release whose layout the table has.</summary>
    public required KernelRelease Release { get; init; }

    /// <summary>Number of functions.</summary>
    public int Functions { get; init; } = 1500;

    /// <summary>Room for their code, in bytes: 64 for each and a little more.</summary>
    public int TextSize { get; init; } = 0x18000;

    public ElfFormat Format { get; init; } = new(Is64: true, BigEndian: false);

    public ElfMachine Machine { get; init; } = ElfMachine.X8664;

    public AddressEncoding Encoding { get; init; } = AddressEncoding.BaseRelative;

    /// <summary>The table lists data as well (CONFIG_KALLSYMS_ALL), so that banners and labels can be checked.</summary>
    public bool ListsData { get; init; } = true;

    /// <summary>There is a table of exported symbols.</summary>
    public bool HasExports { get; init; } = true;

    /// <summary>Data points to functions.</summary>
    public bool HasPointers { get; init; } = true;

    /// <summary>A sorted table points eight bytes into functions, as those of tracing do; the other pointers have no order then.</summary>
    public bool HasTracing { get; init; }

    /// <summary>Bit 0 of every pointer to a function is set (ARM kernels of Thumb instructions).</summary>
    public bool IsThumb { get; init; }

    /// <summary>Names are stored without tokens (OpenWrt).</summary>
    public bool IsUncompressed { get; init; }

    /// <summary>Relocated words hold zero, and relative relocations have their values (arm64).</summary>
    public bool IsRelocated { get; init; }

    /// <summary>Added to what the table says of data, so that its claims are false.</summary>
    public ulong Lie { get; init; }

    /// <summary>What the names of most functions begin with.</summary>
    public string Prefix { get; init; } = "f_";

    /// <summary>The release that its banner names.</summary>
    public string Version { get; init; } = "9.9.9";

    /// <summary>Where its functions lie depends on it, and how many names have it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where it is linked; null: where kernels of that width are, mostly.</summary>
    public ulong? LinkedAt { get; init; }

    ulong Thumb => IsThumb ? 1UL : 0;

    public ulong Base => LinkedAt ?? (Format.Is64 ? 0xffffffff81000000 : 0xc0008000);

    /// <summary>What a reader must give back.</summary>
    public SymbolList Symbols { get; private set; } = SymbolList.Empty;

    readonly List<(ulong Address, ulong Value)> _relocations = [];
    readonly List<(string Name, ulong Address, byte Type)> _list = [];
    byte[] _bytes = [];
    int _end;

    public byte[] Build()
    {
        _bytes = new byte[0x200000];
        var random = new Random(Seed);
        random.NextBytes(_bytes.AsSpan(0, TextSize));
        _end = TextSize;
        string[] names = [.. FunctionNames()];
        ulong at = Base;
        ulong[] functions = [.. names.Select(_ => at += (ulong)random.Next(2, 30) * 4)];
        for (int i = 0; i < names.Length; i++)
            _list.Add((names[i], functions[i], i % 3 == 0 || !names[i].StartsWith(Prefix, StringComparison.Ordinal) ? (byte)'T' : (byte)'t'));
        _list.Insert(0, ("_text", Base, (byte)'T'));

        ulong banner = Put(System.Text.Encoding.ASCII.GetBytes($"Linux version {Version} (builder@host) #1 SMP\n\0")) + Lie;
        ulong procBanner = Put("%s version %s (builder@host)\0"u8) + Lie;
        if (HasExports)
            WriteExports(names, functions);
        if (ListsData)
            _list.AddRange([("linux_banner", banner, (byte)'R'), ("linux_proc_banner", procBanner, (byte)'R')]);
        if (Encoding == AddressEncoding.PercpuAbsolute)
        {
            _list.AddRange([("fixed_percpu_data", 0, (byte)'A'), ("__per_cpu_start", 0, (byte)'A'), ("cpu_number", 0x1000, (byte)'A'),
                ("__per_cpu_end", 0x8000, (byte)'A')]);
        }
        WriteTable();
        Align(8);
        ulong[] pointed = [.. functions.Where((_, i) => HasPointers && i % 3 == 0)];
        if (HasTracing)
            new Random(1).Shuffle(pointed);
        foreach (ulong function in pointed)
            PutWord(function | Thumb);
        for (int i = 0; HasTracing && i < functions.Length; i++)
            PutWord(functions[i] + 8);
        WriteRelocations();
        Align(4096);
        return _bytes[.._end];
    }

    IEnumerable<string> FunctionNames()
    {
        string[] known = ["first_function", "kfree", "schedule", "msleep", "strcmp", "vfree", "snprintf", "memcpy", "start_kernel"];
        string[] words = ["get", "set", "dev", "page", "net", "init", "exit", "work", "irq", "file", "lock", "map"];
        return known.Concat(Enumerable.Range(0, Functions - known.Length).Select(i =>
            $"{Prefix}{words[i % words.Length]}_{words[i * 7 / 3 % words.Length]}_{(i % 50 == 0 ? new string('x', 60) : "")}{i}"));
    }

    void WriteTable()
    {
        // Labels name places that depend on the sizes, which do not depend on the places.
        bool labels = ListsData && Release.Rules.KeepsSectionLabels;
        (TableSpec spec, Table table) = BuildTable(labels ? _ => Base : null);
        Align(256);
        ulong place = Base + (ulong)_end;
        (int[] offsets, int size) = table.Sizes.Place(spec);
        if (IsUncompressed)
            size -= CutTokens(spec, table, offsets);
        if (labels)
            (spec, table) = BuildTable(part => place + (ulong)offsets[(int)part]);
        foreach (SubTable part in spec.Order)
        {
            if (IsUncompressed && part is (SubTable.TokenTable or SubTable.TokenIndex))
                continue;
            table.Write(part, _bytes.AsSpan(_end + offsets[(int)part], table.Sizes[part]), place + (ulong)offsets[(int)part]);
        }
        if (IsRelocated && spec.Order.Contains(SubTable.RelativeBase))
            Relocate(_end + offsets[(int)SubTable.RelativeBase]);
        for (int i = 0; IsRelocated && Encoding == AddressEncoding.Absolute && i < table.Symbols.List.Count; i++)
            Relocate(_end + offsets[(int)SubTable.Addresses] + i * 8);
        Symbols = table.Symbols.List;
        _end += size;
    }

    // Everything behind the two moves up.
    static int CutTokens(TableSpec spec, Table table, int[] offsets)
    {
        int at = Array.IndexOf(spec.Order, SubTable.TokenTable);
        int align = spec.Alignment;
        int gap = (table.Sizes[SubTable.TokenTable] + align - 1) / align * align + 512;
        foreach (SubTable part in spec.Order[(at + 2)..])
            offsets[(int)part] -= gap;
        return gap;
    }

    (TableSpec Spec, Table Table) BuildTable(Func<SubTable, ulong>? label)
    {
        var spec = new TableSpec(Release, Format, Machine, Encoding);
        var all = new List<(string Name, ulong Address, byte Type)>(_list);
        if (label is not null)
            all.AddRange(spec.Order.Select(part => (part.Label(), label(part), (byte)'R')));
        all = [.. all.OrderBy(symbol => symbol.Address)];
        byte[] names = [.. all.SelectMany(symbol => System.Text.Encoding.ASCII.GetBytes(symbol.Name))];
        var builder = new SymbolListBuilder(names, all.Count);
        int at = 0;
        foreach ((string name, ulong address, byte type) in all)
        {
            builder.Add(address, type, at, name.Length, -1);
            at += name.Length;
        }
        (ulong, ulong)? percpu = Encoding == AddressEncoding.PercpuAbsolute ? (0, 0x8000) : null;
        var symbols = new TableSymbols(builder.Build(), percpu, (Base, "_text"), Base);
        return (spec, Table.Build(symbols, spec, list => IsUncompressed ? Literal(list) : Compression.Kernel.Compress(list, Release.TableFormat)));
    }

    static CompressedNames Literal(NameList list) =>
        new(new([.. Enumerable.Range(0, 256).Select(code => new[] { (byte)code })]), list.Buffer, list.Offsets);

    void WriteExports(string[] names, ulong[] functions)
    {
        var strings = new Dictionary<string, ulong>();
        foreach (string name in names.Where((_, i) => i % 3 == 0 || i < 9))
            strings[name] = Put(System.Text.Encoding.ASCII.GetBytes(name + "\0"));
        Align(8);
        bool relative = Format.Is64;
        foreach ((string name, ulong text) in strings.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            ulong value = functions[Array.IndexOf(names, name)];
            if (relative)
            {
                Put32((uint)(value - Base) - (uint)_end);
                Put32((uint)(text - Base) - (uint)_end);
                Put32(0);
            }
            else
            {
                PutWord(value | Thumb);
                PutWord(text);
                PutWord(0);
            }
        }
    }

    void WriteRelocations()
    {
        if (!IsRelocated)
            return;
        Align(8);
        foreach ((ulong address, ulong value) in _relocations)
        {
            Format.PutU64(_bytes, _end, address);
            Format.PutU64(_bytes, _end + 8, 0x403);
            Format.PutU64(_bytes, _end + 16, value);
            _end += RelaRecord;
        }
    }

    ulong Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
        return Base + (ulong)(_end - bytes.Length);
    }

    void Put32(uint value)
    {
        Format.PutU32(_bytes, _end, value);
        _end += 4;
    }

    void PutWord(ulong value)
    {
        Format.PutWord(_bytes, _end, value);
        if (IsRelocated)
            Relocate(_end);
        _end += Format.WordSize;
    }

    void Relocate(int at)
    {
        _relocations.Add((Base + (ulong)at, Format.U64(_bytes, at)));
        Format.PutU64(_bytes, at, 0);
    }

    void Align(int bytes) => _end = (_end + bytes - 1) / bytes * bytes;
}
