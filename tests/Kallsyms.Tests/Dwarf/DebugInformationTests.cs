using System.Globalization;
using System.Text;
using Kallsyms.Dwarf;
using Kallsyms.Elf;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Dwarf;

/// <summary>Lines of source are those that addr2line tells, for every byte of programs of several compilers and machines.</summary>
public class DebugInformationTests
{
    [Theory]
    [InlineData("gcc", "addr2line", "-gdwarf-2")]
    [InlineData("gcc", "addr2line", "-gdwarf-3")]
    [InlineData("gcc", "addr2line", "-gdwarf-4")]
    [InlineData("gcc", "addr2line", "-gdwarf-5")]
    [InlineData("gcc", "addr2line", "-g -gz=zlib")]
    [InlineData("gcc", "addr2line", "-gdwarf-4 -gz=zlib-gnu")]
    [InlineData("gcc", "addr2line", "-g -m32 -nostdlib -Wl,-e,main")]
    [InlineData("gcc", "llvm-addr2line", "-g -flto -ffunction-sections")] // of which it loses the names of files
    [InlineData("clang", "addr2line", "-gdwarf-3")]
    [InlineData("clang", "addr2line", "-gdwarf-4 -ffunction-sections")]
    [InlineData("clang", "llvm-addr2line", "-gdwarf-5 -ffunction-sections")] // of which binutils 2.40 loses the ranges
    [InlineData("aarch64-linux-gnu-gcc", "aarch64-linux-gnu-addr2line", "-gdwarf-4 -nostdlib -static -Wl,-e,main")]
    [InlineData("aarch64-linux-gnu-gcc", "aarch64-linux-gnu-addr2line", "-gdwarf-5 -nostdlib -static -Wl,-e,main")]
    [InlineData("arm-linux-gnueabi-gcc", "arm-linux-gnueabi-addr2line", "-g -nostdlib -static -Wl,-e,main")]
    [InlineData("riscv64-linux-gnu-gcc", "riscv64-linux-gnu-addr2line", "-g -nostdlib -static -Wl,-e,main")]
    [InlineData("powerpc64le-linux-gnu-gcc", "powerpc64le-linux-gnu-addr2line", "-g -nostdlib -static -Wl,-e,main")]
    [InlineData("s390x-linux-gnu-gcc", "s390x-linux-gnu-addr2line", "-g -nostdlib -static -Wl,-e,main")]
    [InlineData("mips-linux-gnu-gcc", "mips-linux-gnu-addr2line", "-g -nostdlib -static -Wl,-e,main")]
    public void LinesAndInlinedFunctionsAreThoseOfAddr2Line(string compiler, string oracle, string options)
    {
        using var scratch = new Scratch();
        string program = InlinedProgram.Build(scratch, compiler, options.Split(' '));
        Command.Require(oracle);
        using var file = ElfFile.Open(program);
        var information = new DebugInformation(file, new ObjectPlaces(file));
        ulong[] addresses = Addresses(file);
        Assert.InRange(addresses.Length, 300, 100000);
        string[] expected = Ask(oracle, program, addresses);
        for (int i = 0; i < addresses.Length; i++)
            Assert.Equal($"{addresses[i]:x}\n{expected[i]}", $"{addresses[i]:x}\n{Text(information.Find(addresses[i]))}");
    }

    [Theory]
    [InlineData("gcc", "addr2line", "-gdwarf-5 -ffunction-sections")]
    [InlineData("gcc", "addr2line", "-gdwarf-4")]
    [InlineData("aarch64-linux-gnu-gcc", "aarch64-linux-gnu-addr2line", "-g")]
    public void ObjectsAreRelocated(string compiler, string oracle, string options)
    {
        using var scratch = new Scratch();
        string program = InlinedProgram.Build(scratch, compiler, options.Split(' '), isObject: true);
        using var file = ElfFile.Open(program);
        var places = new ObjectPlaces(file);
        var information = new DebugInformation(file, places);
        ElfSymbols symbols = file.ReadSymbols()!;
        foreach (ElfSymbol function in Functions(symbols))
        {
            ulong[] offsets = [.. Enumerable.Range(0, (int)function.Size).Select(i => function.Value + (ulong)i)];
            string[] expected = Ask(oracle, program, offsets, "-j", file.Sections[function.Section].Name);
            for (int i = 0; i < offsets.Length; i++)
                Assert.Equal(expected[i], Text(information.Find(places.Of(function)!.Value + (ulong)i)));
        }
    }

    [Fact]
    public void SplitInformationIsRefusedByName()
    {
        using var scratch = new Scratch();
        string program = InlinedProgram.Build(scratch, "gcc", ["-g", "-gsplit-dwarf"]);
        using var file = ElfFile.Open(program);
        KallsymsException error = Assert.Throws<KallsymsException>(() => new DebugInformation(file, new ObjectPlaces(file)));
        Assert.Contains(".dwo", error.Message);
    }

    [Fact]
    public void AFileWithoutInformationSaysWhatToGive()
    {
        using var scratch = new Scratch();
        string program = InlinedProgram.Build(scratch, "gcc", ["-g0"]);
        using var file = ElfFile.Open(program);
        KallsymsException error = Assert.Throws<KallsymsException>(() => new DebugInformation(file, new ObjectPlaces(file)));
        Assert.Equal(ErrorKind.Negative, error.Kind);
        Assert.Contains("CONFIG_DEBUG_INFO", error.Message);
    }

    [Fact]
    public void AChecksumThatDoesNotHold_IsDamage()
    {
        using var scratch = new Scratch();
        byte[] bytes = File.ReadAllBytes(InlinedProgram.Build(scratch, "gcc", ["-g", "-gz=zlib"]));
        using (var whole = ElfFile.Parse(ByteSource.FromMemory(bytes, "good")))
        {
            ElfSection section = whole.FindSection(".debug_info")!;
            bytes[section.Offset + section.Size - 1] ^= 1;
        }
        using var file = ElfFile.Parse(ByteSource.FromMemory(bytes, "bad"));
        KallsymsException error = Assert.Throws<KallsymsException>(() => new DebugInformation(file, new ObjectPlaces(file)));
        Assert.Contains(".debug_info", error.Message);
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void EntriesOfMoreAttributesThanThereAre_AreDamage(int count, bool isGood)
    {
        byte[] table = [1, 0x11, 0, .. Enumerable.Repeat<byte[]>([0x3f, 0x19], count).SelectMany(pair => pair), 0, 0, 0];
        Exception? error = Record.Exception(() => new AbbreviationTable(new DwarfCursor(table, 0, isBigEndian: false)));
        Assert.Equal(isGood, error is not KallsymsException);
    }

    [Fact]
    public void DamageIsAnErrorAndNothingElse()
    {
        using var scratch = new Scratch();
        byte[] good = File.ReadAllBytes(InlinedProgram.Build(scratch, "gcc", ["-g"]));
        using var whole = ElfFile.Parse(ByteSource.FromMemory(good, "good"));
        ElfSection[] sections = [.. whole.Sections.Where(section => section.Name.StartsWith(".debug_", StringComparison.Ordinal))];
        ulong[] addresses = Addresses(whole);
        var random = new Random(1);
        int read = 0;
        for (int i = 0; i < 300; i++)
        {
            byte[] bad = [.. good];
            ElfSection section = sections[random.Next(sections.Length)];
            for (int change = 0; change < 8; change++)
                bad[section.Offset + random.NextInt64(section.Size)] = (byte)random.Next(256);
            try
            {
                using var file = ElfFile.Parse(ByteSource.FromMemory(bad, "bad"));
                var information = new DebugInformation(file, new ObjectPlaces(file));
                for (int at = 0; at < addresses.Length; at += 97)
                    read += information.Find(addresses[at]).Count;
            }
            catch (KallsymsException error)
            {
                Assert.Equal(ErrorKind.Unreadable, error.Kind);
            }
        }
        Assert.NotEqual(0, read);
    }

    static ulong[] Addresses(ElfFile file) =>
    [
        .. Functions(file.ReadSymbols()!).SelectMany(
            symbol => Enumerable.Range(0, (int)symbol.Size), (symbol, offset) => (symbol.Value & ~1ul) + (ulong)offset).Distinct().Order(),
    ];

    // Those that this program has itself.
    static IEnumerable<ElfSymbol> Functions(ElfSymbols symbols) => Enumerable.Range(0, symbols.Count).Select(i => symbols[i])
        .Where(symbol => symbol.Type == SymbolType.Function && symbol.Size > 0 && symbols.Text(symbol.NameOffset)[0] is 'f' or 'm');

    static string[] Ask(string oracle, string program, ulong[] addresses, params string[] options)
    {
        string input = string.Join('\n', addresses.Select(address => address.ToString("x", CultureInfo.InvariantCulture)));
        string output = Command.Run(
            oracle, ["-e", program, "-i", "-f", "-a", .. options], input: Encoding.ASCII.GetBytes(input)).Succeeded().Output;
        return [.. ("\n" + output).Split("\n0x", StringSplitOptions.RemoveEmptyEntries).Select(Answer)];
    }

    // The address, then two lines for each function.
    static string Answer(string text)
    {
        string[] lines = text.TrimEnd().Split('\n');
        return string.Concat(Enumerable.Range(0, lines.Length / 2).Select(i => $"{Stem(lines[2 * i + 1])} {Place(lines[2 * i + 2])}\n"));
    }

    static string Text(IReadOnlyList<SourcePlace> places) => string.Concat(
        places.Select(place => $"{place.Function} {Path.GetFullPath(place.File ?? "?")}:{(place.Line == 0 ? "?" : place.Line)}\n"));

    // Numbers of clones are the symbol's, and not the function's.
    static string Stem(string name) => name.Split('.')[0];

    static string Place(string line)
    {
        line = line.Split(" (discriminator")[0];
        int colon = line.LastIndexOf(':');
        return Path.GetFullPath(line[..colon]) + (line.EndsWith(":0", StringComparison.Ordinal) ? ":?" : line[colon..]);
    }
}
