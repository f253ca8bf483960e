using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using Kallsyms.Elf;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Machines;

/// <summary>A machine is a row of MachineTable, and nothing else in the sources.</summary>
public partial class MachineTableTests
{
    [Fact]
    public void EveryNumber_BelongsToOneRow()
    {
        foreach (ElfMachine machine in Enum.GetValues<ElfMachine>().Where(machine => machine != ElfMachine.None))
            Assert.Single(MachineTable.Rows, row => row.Number == machine || row.OtherNumbers.Contains(machine));
        Assert.Equal(MachineTable.Rows.Select(row => row.Name).Order(StringComparer.Ordinal), MachineTable.Rows.Select(row => row.Name));
    }

    [Fact]
    public void NoMachine_IsNamedOutsideOfTheTable()
    {
        string sources = Path.Combine(Repository.Root, "src");
        string[] named = [.. Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && Path.GetFileName(path) != "MachineTable.cs")
            .SelectMany(path => NamedMachine().Matches(File.ReadAllText(path)).Select(match => $"{Path.GetFileName(path)}: {match.Value}"))];
        Assert.True(named.Length == 0, $"what depends on the machine belongs into its row: {string.Join("; ", named)}");
    }

    // No package has tools for it, or no kernel of today has words of that size.
    static readonly string[] _withoutTools = ["loongarch 32", "loongarch 64", "s390 32"];

    [Fact]
    public void EveryWordSize_OfEveryRow_IsTriedWithItsOwnTools()
    {
        string packages = File.ReadAllText(Path.Combine(Repository.Root, "tests/kernels/packages.txt"));
        foreach (CrossTools tools in CrossTools.All)
            Assert.Contains($"\n{tools.Ld} ", packages, StringComparison.Ordinal);
        string[] tried = [.. CrossTools.All.Select(Tried)];
        string[] rows = [.. MachineTable.Rows.SelectMany(row => new[] { (Bits: 64, Types: row.Wide), (Bits: 32, Types: row.Narrow) }
            .Where(size => size.Types is not null).Select(size => $"{row.Name} {size.Bits}"))];
        Assert.Equal(_withoutTools, rows.Except(tried).Order(StringComparer.Ordinal));
    }

    // By the name of the tools, and by the options that ask for the other word size.
    static string Tried(CrossTools tools)
    {
        string name = tools.Prefix.Split('-')[0];
        (string machine, int bits) = name switch
        {
            "x86_64" => ("x86_64", 64),
            "i686" => ("i386", 32),
            "aarch64" => ("arm64", 64),
            "riscv64" => ("riscv", 64),
            "powerpc64" or "powerpc64le" => ("powerpc64", 64),
            "s390x" => ("s390", 64),
            "mips64" or "mips64el" => ("mips", 64),
            "mipsel" => ("mips", 32),
            "hppa64" => ("parisc", 64),
            "hppa" => ("parisc", 32),
            "sparc64" => ("sparc", 64),
            "alpha" => ("alpha", 64),
            "sh4" => ("sh", 32),
            _ => (name, 32),
        };
        return $"{machine} {(tools.Assembler.Any(option => option is "--x32" or "-32" or "-mabi=ilp32") ? 32 : bits)}";
    }

    [Fact]
    public void MachineWithoutARow_HasNothingThatIsNotTrueOfMost()
    {
        MachineRow row = ((ElfMachine)164).Row(); // Hexagon
        Assert.Equal("machine 164", row.Name);
        Assert.Equal(1, row.EndAlignment(8));
        Assert.Null(row.Relocations(new(Is64: false, BigEndian: false), 0));
        KallsymsException refused = Assert.Throws<KallsymsException>(() => row.RequireRelocations(new(Is64: false, BigEndian: false), 0));
        Assert.Equal(ErrorKind.Unreadable, refused.Kind);
        Assert.Contains("machine 164, 32 bits, is not supported", refused.Message, StringComparison.Ordinal);
        Assert.Contains("arm, ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MachineOfSmallFirmware_IsRefusedByTheNameThatPeopleUse()
    {
        KallsymsException refused = Assert.Throws<KallsymsException>(() =>
            ((ElfMachine)83).Row().RequireRelocations(new(Is64: false, BigEndian: false), 0));
        Assert.StartsWith("machine 83 (AVR), 32 bits, is not supported", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    [HasGoldenText]
    public void Rows_AreThoseOfTheGoldenFile() => Golden.File("tests/cases/machines.txt", string.Join('\n', MachineTable.Rows.Select(Render)));

    [Fact]
    [HasGoldenText]
    public void TableInTheManual_IsThatOfTheRows() => Golden.Table(
        "docs/link.md",
        "| machine | e_machine | objects | `.align` counts | fills sections | aligns empty `.text`, `.data` | nm |\n|---|---|---|---|---|---|---|\n"
        + string.Concat(MachineTable.Rows.Select(Line)));

    static string Line(MachineRow row)
    {
        string numbers = string.Join(", ", row.OtherNumbers.Prepend(row.Number).Select(number => (int)number));
        string objects = string.Join(", ", new[] { (Bits: 64, Types: row.Wide), (Bits: 32, Types: row.Narrow) }
            .Where(kind => kind.Types is not null).Select(kind => $"{kind.Bits} {(kind.Types!.Value.WithAddend ? "RELA" : "REL")}"));
        string filled = row.FilledUpTo switch { 0 => "no", int.MaxValue => "yes", var most => $"up to {most}" };
        (int text, int data) = row.EmptySections(row.UsualFlags(new(Is64: true, BigEndian: false)));
        string[] nm =
        [
            .. row.NmHidesLocalLabels ? ["hides local labels"] : Array.Empty<string>(),
            .. row.Marks.Length == 0 ? Array.Empty<string>()
                : row.Marks.Length > 9 ? ["hides $a to $z"]
                : [$"hides {string.Join(' ', row.Marks.Select(mark => "$" + mark))}"],
            .. row.NmSignExtends ? ["sign-extends"] : Array.Empty<string>(),
            .. row.NmTellsSmallData ? ["letters for small data"] : Array.Empty<string>(),
        ];
        string align = row.AlignCountsBytes ? "bytes" : "powers of two";
        return $"| {row.Name} | {numbers} | {objects} | {align} | {filled} | {text}, {data} | {string.Join(", ", nm)} |\n";
    }

    // Everything in which a row differs from that of a machine that is not known.
    static string Render(MachineRow row)
    {
        var text = new StringBuilder($"{row.Name} {(int)row.Number}\n");
        MachineRow plain = new(row.Name, row.Number);
        foreach (PropertyInfo property in typeof(MachineRow).GetProperties().Where(property => property.Name is not ("Name" or "Number")))
        {
            string value = Text(property.GetValue(row));
            if (value != Text(property.GetValue(plain)))
                text.Append(CultureInfo.InvariantCulture, $"    {property.Name}: {value}\n");
        }
        return text.ToString();
    }

    static string Text(object? value) => value switch
    {
        null => "",
        Func<ElfFormat, uint> flags => string.Join(", ", new[] { true, false }.SelectMany(is64 => new[] { true, false }
            .Select(bigEndian => $"{(is64 ? 64 : 32)} {(bigEndian ? "big" : "little")} 0x{flags(new(is64, bigEndian)):x}"))),
        Func<uint, (int, int)> sections => $"{sections(0)}, with flag 1 {sections(1)}",
        string text => text,
        System.Collections.IEnumerable many => string.Join(", ", many.Cast<object>()),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    // Members of the enumeration, and the directories of a kernel tree.
    [GeneratedRegex(@"ElfMachine\.(?!None\b)\w+|""arch/\w+/")]
    private static partial Regex NamedMachine();
}
