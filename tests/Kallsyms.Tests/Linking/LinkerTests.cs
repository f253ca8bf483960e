using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>Every linker and kind of image: the program is run, and reads its own table.</summary>
[RunsKallsyms]
public class LinkerTests
{
    static readonly string[] _linkers = ["bfd", "gold", "lld", "mold"];
    static readonly (string Layout, string Encoding)[] _encodings =
        [("linux-4.4", "absolute"), ("linux-5.4", "base-relative"), ("linux-7.0", "place-relative")];

    public static TheoryData<string, string, int> LinkersAndKinds
    {
        get
        {
            var data = new TheoryData<string, string, int>();
            foreach (string linker in _linkers)
            {
                foreach (string kind in (string[])["-pie", "-no-pie", "-static-pie"])
                {
                    // gold never learned -static-pie.
                    for (int encoding = 0; encoding < 3 && (linker, kind) != ("gold", "-static-pie"); encoding++)
                        data.Add(linker, kind, encoding);
                }
            }
            return data;
        }
    }

    public static TheoryData<string, string> ErasAndKinds
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (string era in KernelRelease.EraNames)
            {
                data.Add(era, "-pie");
                data.Add(era, "-no-pie");
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(LinkersAndKinds))]
    public void AProgramFindsItsAddresses(string linker, string kind, int encoding)
    {
        (string layout, string name) = _encodings[encoding];
        using LinkDirectory directory = Compile(kind, encoding);
        directory.Link(["--layout", layout, "--encoding", name, "--", "gcc", .. Driver(linker), kind, "program.o", "-o", "out"]).Succeeded();
        directory.RunsRight("out");
        directory.HasOnly("program.o", "out");
    }

    [Theory]
    [MemberData(nameof(ErasAndKinds))]
    public void AProgramFindsItsAddressesInTheLayoutOfEveryEra(string era, string kind)
    {
        int encoding = era == "linux-2.6.10" ? 0 : KernelRelease.Parse(era).TableFormat.Encodings.Contains(AddressEncoding.PlaceRelative) ? 2 : 1;
        using LinkDirectory directory = Compile(kind, encoding);
        directory.Link("--layout", era, "--", "gcc", kind, "program.o", "-o", "out").Succeeded();
        directory.RunsRight("out");
    }

    [Theory]
    [InlineData("bfd")]
    [InlineData("lld")]
    public void ClangLinksToo(string linker)
    {
        Command.Require("clang", "ld." + linker);
        using LinkDirectory directory = new LinkDirectory().Compile("program.o", 2, "clang", "-fPIE");
        directory.Link("--", "clang", "-pie", "-fuse-ld=" + linker, "program.o", "-o", "out").Succeeded();
        directory.RunsRight("out");
    }

    [Theory]
    [InlineData("bfd", 0)]
    [InlineData("bfd", 2)]
    [InlineData("lld", 0)]
    [InlineData("lld", 2)]
    [InlineData("mold", 1)]
    public void ASharedLibraryFindsItsAddresses(string linker, int encoding)
    {
        Command.Require("gcc");
        (string layout, string name) = _encodings[encoding];
        using LinkDirectory directory = new LinkDirectory().Compile("library.o", encoding, "gcc", "-fPIC", "-Dmain=print_table");
        directory.Link(["--layout", layout, "--encoding", name, "--", "gcc", .. Driver(linker), "-shared", "library.o", "-o", "libtable.so"]).Succeeded();
        directory.IsConsistent("libtable.so");

        directory.Write("main.c", "int print_table(void); int main(void) { return print_table(); }\n");
        directory.Run("gcc", "main.c", "-L.", "-ltable", "-Wl,-rpath,$ORIGIN", "-o", "main");
        directory.PrintsItsTable("main", "libtable.so", "print_table");
    }

    [Theory]
    [InlineData("bfd", "gcc", "-flto")]
    [InlineData("bfd", "gcc", "-flto -ffat-lto-objects")]
    [InlineData("lld", "clang", "-flto")]
    [InlineData("lld", "clang", "-flto=thin")]
    public void LinkTimeOptimisationIsLinkedToo(string linker, string compiler, string options)
    {
        Command.Require(compiler, "ld." + linker);
        string[] lto = options.Split(' ');
        using LinkDirectory directory = new LinkDirectory().Compile("program.o", 2, compiler, [.. lto, "-O2", "-fPIE"]);
        directory.Link(["--", compiler, "-fuse-ld=" + linker, .. lto, "-O2", "-pie", "program.o", "-o", "out"]).Succeeded();
        directory.RunsRight("out");
        directory.HasOnly("program.o", "out");
    }

    [Theory]
    [InlineData("bfd", "absolute")]
    [InlineData("bfd", "place-relative")]
    [InlineData("lld", "absolute")]
    [InlineData("lld", "place-relative")]
    public void KeptRelocationsAreThoseOfAFinishedTable(string linker, string encoding)
    {
        Command.Require("ld." + linker);
        using LinkDirectory directory = new LinkDirectory().Assemble("program.s", "program.o");
        string[] command = ["ld." + linker, "--emit-relocs", "-e", "_text", "--defsym=BOUNDARY=64", "-T", LinkDirectory.Case("boundary.lds"), "program.o"];
        string[] form = encoding == "absolute" ? ["--layout", "linux-4.4"] : ["--layout", "linux-7.0"];
        directory.Link([.. form, "--map", "map", "--", .. command, "-o", "out"]).Succeeded();
        directory.Kallsyms(["gen", "--all-symbols", .. form, .. encoding == "absolute" ? [] : (string[])["--pc-relative"], "--like", "program.o", "--object", "kallsyms.o", "map"]).Succeeded();
        directory.Run(command[0], [.. command[1..], "kallsyms.o", "-o", "reference"]);
        Assert.Equal(File.ReadAllBytes(directory["reference"]), File.ReadAllBytes(directory["out"]));
    }

    static LinkDirectory Compile(string kind, int encoding)
    {
        Command.Require("gcc");
        return new LinkDirectory().Compile("program.o", encoding, "gcc", kind == "-no-pie" ? "-fno-pie" : "-fPIE");
    }

    // gcc learned the name of mold later than mold existed; -B makes it find mold as ld.
    static string[] Driver(string linker)
    {
        Command.Require(linker == "mold" ? "mold" : "ld." + linker);
        return linker == "mold" ? ["-B/usr/libexec/mold"] : ["-fuse-ld=" + linker];
    }
}
