using Kallsyms.Elf;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>Links of real kernels, held against what the kernels' own procedure ended with.</summary>
[RunsKallsyms]
public class KernelReferenceTests
{
    static readonly HashSet<string> _labels = [.. Enum.GetValues<SubTable>().Select(part => part.Label())];

    public static TheoryData<string, string> Kernels => new()
    {
        { "s3c6400-6.1", "linux-6.2" }, { "x86_64-6.12", "linux-6.4" }, { "x86_64-7.2", "linux-7.0" },
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void TheImageIsTheReferenceByteForByte(string kernel, string layout)
    {
        using LinkDirectory directory = Start(kernel, out string[] command);
        string inputs = Repository.KernelInputs(kernel);
        Link(inputs, ["--layout", layout, "--object-name", "expected.kallsyms.o", "--map", directory["map"]], command, directory["out"]);
        EqualButForTheBuildId(directory["out"], directory["reference"]);

        byte[] expected = File.ReadAllBytes(Path.Combine(inputs, "expected.System.map"));
        Assert.Equal(expected, File.ReadAllBytes(directory["map"]));
        Assert.Equal(expected, directory.Kallsyms("map", "out").Succeeded().OutputBytes);
        Assert.Equal(expected, directory.Kallsyms("map", "--layout", layout, "reference").Succeeded().OutputBytes);
        directory.IsConsistent("out");
        directory.IsConsistent("reference");
        directory.HasOnly("map", "out", "reference");
    }

    [Theory]
    [InlineData("s3c6400-6.1", "linux-6.1.y")]
    [InlineData("x86_64-6.12", "linux-6.12")]
    [InlineData("x86_64-7.2", "linux-7.2")]
    public void TheLayoutIsFoundAndOnlySymbolNamesShowWhoseTableItIs(string kernel, string layout)
    {
        using LinkDirectory directory = Start(kernel, out string[] command);
        Command link = Link(Repository.KernelInputs(kernel), ["-v", "--layout", "auto"], command, directory["out"]);
        Assert.Contains($"kallsyms: layout {layout},", link.Error, StringComparison.Ordinal);
        using ElfFile made = ElfFile.Open(directory["out"]);
        using ElfFile reference = ElfFile.Open(directory["reference"]);
        Assert.Equal(reference.Sections.Select(section => (section.Name, section.Address)), made.Sections.Select(section => (section.Name, section.Address)));
        foreach ((ElfSection ours, ElfSection theirs) in made.Sections.Zip(reference.Sections))
        {
            if (ours.Name is ".symtab" or ".strtab")
                continue;
            Assert.True(
                ours.Size == theirs.Size && made.Read(ours).AsSpan().SequenceEqual(reference.Read(theirs)) || ours.Name is ".notes" or ".note.gnu.build-id",
                $"section {ours.Name} differs");
        }
    }

    [Theory]
    [InlineData("x86_64-6.12", "linux-6.4")]
    [InlineData("x86_64-7.2", "linux-7.0")]
    public void AnotherLinkersImageVerifies(string kernel, string layout)
    {
        Command.Require("ld.lld");
        using var directory = new LinkDirectory();
        string[] command = ["ld.lld", .. Words(kernel)[1..].Where(word => word != "--no-warn-rwx-segments")];
        Link(Repository.KernelInputs(kernel), ["--layout", layout], command, directory["out"]);
        directory.IsConsistent("out");
        directory.HasOnly("out");
    }

    // A large table behind the text pushes .init.text out of reach of a branch: the linker adds a veneer for each, a symbol each.
    [Theory]
    [InlineData(55 << 19, 0, 135)]
    [InlineData(56 << 19, 135, 265)]
    public void VeneersThatTheTableMakesNecessaryAreCountedButNotListed(int filler, int without, int with)
    {
        const string Kernel = "s3c6400-6.1";
        string inputs = Repository.KernelInputs(Kernel);
        Command.Require("arm-linux-gnueabi-as");
        using var directory = new LinkDirectory();
        directory.Write("filler.s", $".section .rodata\n.globl filler\nfiller: .space {filler}\n");
        directory.Run("arm-linux-gnueabi-as", "filler.s", "-o", "filler.o");
        string[] command = [.. Words(Kernel), directory["filler.o"]];
        Command.Run(command[0], [.. command[1..], "-o", directory["bare"]], inputs).Succeeded();
        Assert.Equal(without, Veneers(directory, "bare"));

        Link(inputs, ["--layout", "linux-6.2"], command, directory["out"]);
        Assert.Equal(with, Veneers(directory, "out"));
        directory.IsConsistent("out");
        string[] listed = [.. Names(directory.Kallsyms("dump", "out"))];
        Assert.DoesNotContain(listed, IsVeneer);
        // Kernels of that release leave out absolute symbols, those of unloaded sections, and the table's own labels.
        Assert.Equal(
            Names(directory.Kallsyms("map", "--layout", "linux-6.2", "out"), "Aan").Where(name => !IsVeneer(name) && !_labels.Contains(name)).Order(StringComparer.Ordinal),
            listed.Order(StringComparer.Ordinal));
    }

    static bool IsVeneer(string name) => name.EndsWith("_veneer", StringComparison.Ordinal);

    static int Veneers(LinkDirectory directory, string image) => Names(directory.Kallsyms("map", "--all", image)).Count(IsVeneer);

    static IEnumerable<string> Names(Command list, string withoutLetters = "") => list.Succeeded().Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2..])
        .Where(line => !withoutLetters.Contains(line[0], StringComparison.Ordinal))
        .Select(line => line[1]);

    static string[] Words(string kernel) => File.ReadAllText(Path.Combine(Repository.KernelInputs(kernel), "link.args"))
        .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    static LinkDirectory Start(string kernel, out string[] command)
    {
        command = Words(kernel);
        Command.Require(command[0]);
        var directory = new LinkDirectory();
        Command.Run(
            Path.Combine(Repository.KernelInputs(kernel), "link.sh"), ["-o", directory["reference"], "expected.kallsyms.o"]).Succeeded();
        return directory;
    }

    static Command Link(string inputs, string[] options, string[] command, string output) =>
        Command.Kallsyms(["link", .. options, "--", .. command, "-o", output], inputs).Succeeded();

    // The build id was computed by the linker over an image whose table was empty.
    static void EqualButForTheBuildId(string path, string referencePath)
    {
        byte[] image = File.ReadAllBytes(path);
        byte[] reference = File.ReadAllBytes(referencePath);
        ReadOnlySpan<byte> note = [4, 0, 0, 0, 20, 0, 0, 0, 3, 0, 0, 0, (byte)'G', (byte)'N', (byte)'U', 0];
        using ElfFile file = ElfFile.Open(referencePath);
        ElfSection notes = file.FindSection(".notes")!;
        int buildId = reference.AsSpan((int)notes.Offset, (int)notes.Size).IndexOf(note) + (int)notes.Offset + note.Length;
        Assert.True(buildId >= notes.Offset + note.Length, "the reference has no build id");
        image.AsSpan(buildId, 20).Clear();
        reference.AsSpan(buildId, 20).Clear();
        int same = image.AsSpan().CommonPrefixLength(reference);
        Assert.True(image.Length == reference.Length && same == image.Length, $"{image.Length} bytes, reference {reference.Length}, differ first at 0x{same:x}");
    }
}
