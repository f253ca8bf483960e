using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>A directory in which small images are linked.</summary>
sealed class LinkDirectory : IDisposable
{
    readonly Scratch _scratch = new();
    public string Path => _scratch.Directory;

    /// <summary>What kallsyms, and the linker through it, find in their environment.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    public string this[string name] => _scratch[name];

    /// <summary>A file of tests/cases/link.</summary>
    public static string Case(string name) => System.IO.Path.Combine(Repository.Root, "tests", "cases", "link", name);

    public string Write(string name, string text) => _scratch.Write(name, text);

    /// <summary>Runs a program here; it must succeed.</summary>
    public Command Run(string program, params string[] arguments) => Command.Run(program, arguments, Path).Succeeded();

    /// <summary>Assembles a case for the machine of this one.</summary>
    public LinkDirectory Assemble(string source, string target, string tools = "")
    {
        Command.Require(tools + "as");
        Run(tools + "as", Case(source), "-o", target);
        return this;
    }

    /// <summary>Compiles the program that prints its own table; encoding 0 absolute, 1 base-relative, 2 place-relative.</summary>
    public LinkDirectory Compile(string target, int encoding = 2, string compiler = "gcc", params string[] options)
    {
        Run(compiler, [.. options, $"-DENCODING={encoding}", "-c", Case("program.c"), "-o", target]);
        return this;
    }

    /// <summary>Makes the linker of this directory the one that misbehaves.</summary>
    public string Hostile(string how)
    {
        Directory.CreateDirectory(this["state"]);
        (Environment["HOSTILE"], Environment["STATE"], Environment["REAL_LD"]) = (how, this["state"], "ld");
        return Case("hostile-ld");
    }

    /// <summary>Runs kallsyms link here for the newest kernel's layout, unless the arguments say which.</summary>
    public Command Link(params string[] arguments) => LinkProgram(
        [.. arguments.TakeWhile(argument => argument != "--").Contains("--layout") ? (string[])[] : ["--layout", "linux-7.0"], .. arguments]);

    /// <summary>Runs kallsyms link here as it is.</summary>
    public Command LinkProgram(params string[] arguments) => Kallsyms(["link", .. arguments]);

    /// <summary>Runs kallsyms here.</summary>
    public Command Kallsyms(params string[] arguments) => Command.Run(ProgramUnderTest.Executable, arguments, Path, environment: Environment);

    /// <summary>Starts kallsyms here without waiting for its end.</summary>
    public RunningCommand Start(params string[] arguments) => new(ProgramUnderTest.Executable, arguments, Path, Environment);

    /// <summary>Starts a line of the shell here, to which $0 is kallsyms.</summary>
    public RunningCommand StartShell(string line) => new("sh", ["-c", line, ProgramUnderTest.Executable], Path, Environment);

    /// <summary>Nothing but these files is here, state of hostile linkers aside.</summary>
    public void HasOnly(params string[] names) => Assert.Equal(
        names.Order(StringComparer.Ordinal),
        Directory.EnumerateFileSystemEntries(Path).Select(path => System.IO.Path.GetFileName(path)!).Where(name => name != "state").Order(StringComparer.Ordinal));

    /// <summary>A small program, linked, whose table verifies.</summary>
    public void IsConsistent(string image) => Kallsyms("verify", image).Succeeded();

    /// <summary>The program, when run, finds in its table what the file says.</summary>
    public void RunsRight(string image)
    {
        IsConsistent(image);
        PrintsItsTable(image, image, "main");
    }

    /// <summary>A program prints the table of an image, in addresses relative to one symbol, as the file says.</summary>
    public void PrintsItsTable(string program, string image, string origin)
    {
        string[][] lines = [.. Kallsyms("dump", image).Succeeded().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))];
        ulong start = Convert.ToUInt64(lines.Single(line => line[2] == origin)[0], 16);
        string[] expected = [.. lines.Select(line => (Convert.ToUInt64(line[0], 16) - start).ToString("x"))];
        Assert.Equal(expected, Run(this[program]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    public void Dispose() => _scratch.Dispose();
}
