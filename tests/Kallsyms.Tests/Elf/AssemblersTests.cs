using Kallsyms.Elf;
using Kallsyms.Linking;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Elf;

/// <summary>
/// Assemblers differ in the mapping symbols that they mark data with, and in the empty sections that they put into every object; a table
/// object has those of the other inputs.
/// </summary>
public class AssemblersTests
{
    const string Code = ".globl start\nstart:\n.4byte 0\n";

    const string Data = ".section .rodata,\"a\"\n.balign 4\n.globl data\ndata:\n.4byte 5\n";

    [Theory]
    [InlineData("arm-linux-gnueabi-as")]
    [InlineData("aarch64-linux-gnu-as")]
    [InlineData("riscv64-linux-gnu-as")]
    [InlineData("as")]
    [InlineData("clang", "--target=arm-linux-gnueabi")]
    [InlineData("clang", "--target=arm-linux-gnueabi", "-mthumb")]
    [InlineData("clang", "--target=aarch64-linux-gnu")]
    [InlineData("clang", "--target=riscv64-linux-gnu")]
    [InlineData("clang-19", "--target=aarch64-linux-gnu")]
    [InlineData("clang-19", "--target=riscv64-linux-gnu")]
    [InlineData("clang", "--target=i386-linux-gnu")]
    [InlineData("clang", "--target=x86_64-linux-gnu")]
    [InlineData("clang", "--target=mips-linux-gnu")]
    [InlineData("clang", "--target=powerpc64le-linux-gnu")]
    [InlineData("clang-19", "--target=s390x-linux-gnu")]
    [InlineData("clang-19", "--target=loongarch64-linux-gnu")]
    [InlineData("mips-linux-gnu-as")]
    [InlineData("m68k-linux-gnu-as")]
    [InlineData("powerpc64le-linux-gnu-as")]
    [InlineData("s390x-linux-gnu-as")]
    public void OurObjectIsLikeThoseOfTheAssembler(string assembler, params string[] options)
    {
        Command.Require(assembler);
        using var directory = new LinkDirectory();
        Assemble("code", Code);
        Assemble("inputs", $"{Code}{Data}.4byte 6\n");
        Assemble("data", Data);

        // The first object has no data, which tells nothing.
        ElfTarget target = LinkInputs.FindTarget([directory["code.o"], directory["inputs.o"]])!;
        File.WriteAllBytes(directory["ours.o"], ElfObjectWriter.Write(new(target, ".rodata", 4, new byte[4], [new("data", 0)], [])));
        Assert.Equal(Locals(directory["data.o"]), Locals(directory["ours.o"]));
        Assert.Equal(Aligned(directory["data.o"]), Aligned(directory["ours.o"]));

        void Assemble(string name, string source)
        {
            directory.Write($"{name}.s", source);
            string[] compile = assembler.StartsWith("clang", StringComparison.Ordinal) ? ["-c"] : [];
            directory.Run(assembler, [.. options, .. compile, $"{name}.s", "-o", $"{name}.o"]);
        }
    }

    // Empty sections whose alignment could move something.
    static string[] Aligned(string path)
    {
        using ByteSource source = ByteSource.OpenFile(path);
        return
        [
            .. ElfFile.Parse(source).Sections
                .Where(section => (section.Flags & SectionFlags.Alloc) != 0 && section is { Size: 0, Alignment: > 1 })
                .Select(section => $"{section.Name} {section.Alignment}").Order(StringComparer.Ordinal),
        ];
    }

    // Those in memory: ld.lld, and GNU ld, leave out others.
    static string[] Locals(string path)
    {
        using ByteSource source = ByteSource.OpenFile(path);
        ElfFile file = ElfFile.Parse(source);
        ElfSymbols symbols = file.ReadSymbols()!;
        return
        [
            .. Enumerable.Range(1, symbols.Count - 1).Select(i => symbols[i])
                .Where(symbol => symbol.Binding == SymbolBinding.Local && symbol.Type != SymbolType.Section
                    && (file.Sections[symbol.Section].Flags & SectionFlags.Alloc) != 0)
                .Select(symbol => symbols.Text(symbol.NameOffset)),
        ];
    }
}
