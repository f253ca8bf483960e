using System.Buffers.Binary;
using Kallsyms.Elf;
using Kallsyms.Linking.Estimate;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Hostile;

/// <summary>No number in an object, and no expression in a script, ends in a trace.</summary>
[Trait("Set", "hostile")]
[RunsKallsyms]
public class HostileObjectTests
{
    [Theory]
    [InlineData(0xfff0000000000001)]
    [InlineData(0x7fffffffffffffff)]
    [InlineData(0x8000000000000000)]
    [InlineData(3)]
    public void AnAlignmentThatNoLinkerMakesIsRefused(ulong alignment)
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        PutAlignment(directory["program.o"], ".note.GNU-stack", alignment);
        Command link = directory.Link("--", "ld", "program.o", "-o", "out").Exited(3);
        Assert.Contains($"program.o: offset 0x", link.Error, StringComparison.Ordinal);
        Assert.Contains($"section .note.GNU-stack: alignment 0x{alignment:x}, expected a power of two", link.Error, StringComparison.Ordinal);
        directory.HasOnly("program.o");
    }

    [Fact]
    public void ADeepExpressionDoesNotOverflowTheStack()
    {
        // Linkers take minutes for so much; the estimate reads it as well.
        string deep = string.Concat(Enumerable.Repeat("ABSOLUTE(.) + ", 100_000));
        LinkerScript script = LinkerScriptParser.Parse($"SECTIONS {{ .text : {{ *(*) }} x = {deep} 1; }}");
        Assert.NotEmpty(script.Statements);
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.Write("deep.lds", $"SECTIONS {{ .text : {{ *(.text) }} x = {deep[..14_000]} 1; }}\n");
        directory.Link("--", "ld.lld", "-T", "deep.lds", "program.o", "-o", "out").Succeeded();
    }

    [Theory]
    [InlineData("*a*a*a*a*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    [InlineData("*.text.*", ".text.main.text.x", true)]
    [InlineData("*ab", "aab", true)]
    [InlineData("a*b*c", "a-b-b-c", true)]
    [InlineData("a*b*c", "a-b-b-d", false)]
    [InlineData("*[0-9]x?", "12x3x4", true)]
    [InlineData("", "", true)]
    [InlineData("*", "", true)]
    public void APatternTakesNoExponentialTime(string pattern, string name, bool matches) => Assert.Equal(matches, Wildcard.Matches(pattern, name));

    [Fact]
    public void AResponseFileOfResponseFilesIsBounded()
    {
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        for (int level = 0; level < 7; level++)
            directory.Write($"level-{level}", string.Join(' ', Enumerable.Repeat(level == 0 ? "program.o" : $"@level-{level - 1}", 100)));
        Command link = directory.Link("--", "ld", "@level-6", "-o", "out").Exited(2);
        Assert.Contains("response files hold more than", link.Error, StringComparison.Ordinal);
    }

    static void PutAlignment(string path, string section, ulong alignment)
    {
        byte[] bytes = File.ReadAllBytes(path);
        using (ElfFile file = ElfFile.Open(path))
        {
            // e_shoff, and sh_addralign in the entry (ELF64).
            long table = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(40));
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((int)table + file.FindSection(section)!.Index * 64 + 48), alignment);
        }
        File.WriteAllBytes(path, bytes);
    }
}
