using Kallsyms.Linking.Commands;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Linking;
using Xunit;

namespace Kallsyms.Tests.Hostile;

/// <summary>A command that makes no image is run as it is: its output, its exit status, and not a word of ours.</summary>
[Trait("Set", "hostile")]
[RunsKallsyms]
public class OtherPurposeTests
{
    [Theory]
    [InlineData("gcc --version")]
    [InlineData("gcc -v")]
    [InlineData("gcc -dumpmachine")]
    [InlineData("gcc -print-search-dirs")]
    [InlineData("gcc -E main.c")]
    [InlineData("gcc -M main.c")]
    [InlineData("gcc -c main.c -o made")]
    [InlineData("gcc -S main.c -o made")]
    [InlineData("gcc -r program.o -nostdlib -o made")]
    [InlineData("gcc -### main.c -o made")]
    [InlineData("gcc -fsyntax-only broken.c")]
    [InlineData("gcc")]
    [InlineData("clang -c main.c -o made")]
    [InlineData("clang --version")]
    [InlineData("ld -r program.o -o made")]
    [InlineData("ld --relocatabl program.o -o made")]
    [InlineData("ld --version")]
    [InlineData("ld -v")]
    [InlineData("ld -o made")]
    [InlineData("ld.lld --version")]
    [InlineData("mold -v")]
    public void RunsAsItIs(string command)
    {
        string[] words = command.Split(' ');
        Command.Require(words[0]);
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        directory.Write("main.c", "int main(void) { return 0; }\n");
        directory.Write("broken.c", "int main(void) {\n");
        (int status, string output, string error, byte[] made) = Run(words[0], words[1..]);
        (int, string, string, byte[]) ours = Run(ProgramUnderTest.Executable, ["link", "--", .. words]);
        Assert.Equal(status, ours.Item1);
        // Names of temporary files differ from run to run.
        if (!command.Contains("-###", StringComparison.Ordinal))
            Assert.Equal((output, error), (ours.Item2, ours.Item3));
        Assert.Equal(made, ours.Item4);

        (int, string, string, byte[]) Run(string program, string[] arguments)
        {
            File.Delete(directory["made"]);
            Command run = Command.Run(program, arguments, directory.Path);
            return (run.Status, run.Output, run.Error, File.Exists(directory["made"]) ? File.ReadAllBytes(directory["made"]) : []);
        }
    }

    [Theory]
    [InlineData("ld a.o -v")]
    [InlineData("ld -E a.o")]
    [InlineData("ld -S a.o")]
    [InlineData("ld -M a.o")]
    [InlineData("gcc -Wl,-E,-M,-S a.o")]
    [InlineData("gcc -x c -")]
    [InlineData("gcc -v main.c")]
    [InlineData("gcc @missing")]
    [InlineData("gcc -lmain")]
    [InlineData("ld -T all.lds")]
    public void ALinkIsALink(string command) => Assert.True(LinkerCommandLine.Parse(command.Split(' ')).MakesImage);
}
