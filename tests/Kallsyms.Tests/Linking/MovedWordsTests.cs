using Kallsyms.Linking.Commands;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>What a linker is told in another directory.</summary>
public sealed class MovedWordsTests : IDisposable
{
    readonly Scratch _scratch = new();

    public MovedWordsTests()
    {
        foreach (string file in (string[])["a.o", "script.lds", "elf_x86_64"])
            _scratch.Write(file, "");
        _scratch.Write("words", "-T script.lds a.o");
    }

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [InlineData("a.o missing.o -lc", "/a.o missing.o -lc")]
    [InlineData("-m elf_x86_64 -z notext -e start", "-m elf_x86_64 -z notext -e start")]
    [InlineData("-o image -Map image.map", "-o /image -Map /image.map")]
    [InlineData("-oimage --output=image -Map=image.map", "-o/image --output=/image -Map=/image.map")]
    [InlineData("--script=script.lds -Tscript.lds -T script.lds -L.", "--script=/script.lds -T/script.lds -T /script.lds -L/.")]
    [InlineData("--script=missing.lds --build-id=sha1 --defsym=a=1", "--script=missing.lds --build-id=sha1 --defsym=a=1")]
    [InlineData("@words @missing", "-T /script.lds /a.o @missing")]
    public void FilesAreThoseOfThatDirectory(string words, string moved) => Assert.Equal(
        moved.Replace("/", _scratch.Directory + "/", StringComparison.Ordinal), string.Join(' ', MovedWords.From(_scratch.Directory, words.Split(' '))));

    [Fact]
    public void AFileOfOursAloneIsNotFoundThere()
    {
        string ours = Directory.EnumerateFiles(".").Select(Path.GetFileName).First()!;
        Assert.Equal([Path.Combine(_scratch.Directory, ours)], MovedWords.From(_scratch.Directory, [ours]));
    }
}
