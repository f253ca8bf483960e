using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking.Programs;

/// <summary>kallsyms link in the place of a compiler, as build systems call one: for probes, for compiling, for linking.</summary>
[RunsKallsyms]
public class BuildSystemTests
{
    const string Program = """
        #include <stdio.h>
        #include "kallsyms.h"
        __attribute__((noinline)) int named_function(void) { return 3; }
        int main(void)
        {
            struct kallsyms_symbol symbol;
            char name[64];
            if (!kallsyms_lookup((uintptr_t)&named_function, &symbol, name, sizeof name))
                return 1;
            puts(name);
            return 0;
        }
        """;

    [Fact]
    public void Autoconf_ConfiguresAndBuilds()
    {
        Command.Require("autoconf", "autoheader", "make", "gcc");
        using LinkDirectory directory = Written();
        directory.Write("configure.ac", """
            AC_INIT([names], [1])
            AC_CONFIG_SRCDIR([program.c])
            AC_CONFIG_HEADERS([config.h])
            AC_PROG_CC
            AC_PROG_CPP
            AC_CHECK_SIZEOF([long])
            AC_CHECK_FUNCS([strdup no_such_function_anywhere])
            AC_SEARCH_LIBS([cos], [m])
            AC_CONFIG_FILES([Makefile])
            AC_OUTPUT
            """);
        directory.Write("Makefile.in", "out: program.o\n\t@CC@ $(LDFLAGS) $^ @LIBS@ -o $@\nprogram.o: program.c\n\t@CC@ @CFLAGS@ $(CPPFLAGS) -c $< -o $@\n");
        directory.Run("autoheader");
        directory.Run("autoconf");
        directory.Run("sh", "./configure", $"CC={ProgramUnderTest.Executable} cc -- gcc");
        string config = File.ReadAllText(directory["config.h"]);
        Assert.Contains("#define HAVE_STRDUP 1", config, StringComparison.Ordinal);
        Assert.Contains("/* #undef HAVE_NO_SUCH_FUNCTION_ANYWHERE */", config, StringComparison.Ordinal);
        Assert.Contains("#define SIZEOF_LONG 8", config, StringComparison.Ordinal);
        directory.Run("make", $"CPPFLAGS=-I{Runtime}");
        Assert.Equal("named_function\n", directory.Run(directory["out"]).Output);
    }

    // Libtool takes the compiler's command apart, and puts its options elsewhere.
    [Fact]
    public void Libtool_BuildsALibraryAndItsProgram()
    {
        Command.Require("autoconf", "automake", "libtoolize", "make", "gcc");
        using LinkDirectory directory = Written();
        directory.Write("library.c", "int help(void) { return 3; }\n");
        File.AppendAllText(directory["program.c"], "int help(void); int (*used)(void) = help;\n");
        directory.Write("configure.ac", """
            AC_INIT([names], [1])
            AM_INIT_AUTOMAKE([foreign])
            AC_PROG_CC
            AM_PROG_AR
            LT_INIT
            AC_CONFIG_FILES([Makefile])
            AC_OUTPUT
            """);
        directory.Write("Makefile.am", "lib_LTLIBRARIES = libhelp.la\nlibhelp_la_SOURCES = library.c\nbin_PROGRAMS = out\n"
            + $"out_SOURCES = program.c\nout_LDADD = libhelp.la\nAM_CPPFLAGS = -I{Runtime}\n");
        directory.Run("autoreconf", "-fi");
        directory.Run("sh", "./configure", $"CC={ProgramUnderTest.Executable} cc -- gcc");
        directory.Run("make");
        Assert.Equal("named_function\n", directory.Run(directory["out"]).Output);
        Assert.Contains(" T help\n", directory.Kallsyms("dump", ".libs/libhelp.so").Succeeded().Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ccache {0} cc -- gcc")]
    [InlineData("{0} cc -- ccache gcc")]
    [InlineData("{0} cc -- env LANG=C gcc")]
    [InlineData("{0} cc -- nice -n 1 gcc")]
    public void Launcher_InFrontOrBehind_IsRunToo(string command)
    {
        Command.Require("ccache", "gcc");
        using LinkDirectory directory = Written();
        directory.Environment["CCACHE_DIR"] = directory["cache"];
        string line = string.Format(System.Globalization.CultureInfo.InvariantCulture, command, ProgramUnderTest.Executable);
        Command.Run("sh", ["-c", $"{line} -I{Runtime} program.c -o out"], directory.Path, environment: directory.Environment).Succeeded();
        Assert.Equal("named_function\n", directory.Run(directory["out"]).Output);
        Command.Run("sh", ["-c", $"{line} -v"], directory.Path, environment: directory.Environment).Succeeded();
    }

    [Fact]
    public void OneWithinAnother_PutsOneTableIn()
    {
        Command.Require("gcc");
        using LinkDirectory directory = Written();
        string inner = directory.Write("inner", $"#!/bin/sh\nexec '{ProgramUnderTest.Executable}' cc -- gcc \"$@\"\n");
        directory.Run("chmod", "+x", inner);
        directory.Kallsyms("cc", "--", inner, $"-I{Runtime}", "program.c", "-o", "out").Succeeded();
        Assert.Equal("named_function\n", directory.Run(directory["out"]).Output);
    }

    // They would build without a table, and say that all is well.
    [Theory]
    [InlineData("make", "CC=")]
    [InlineData("cargo", "RUSTFLAGS=", "build")]
    [InlineData("rustc", "-C linker=", "program.rs", "-o", "out")]
    public void ProgramThatCallsALinker_IsRefusedAndItsWayTold(string program, string way, params string[] arguments)
    {
        using var directory = new LinkDirectory();
        string said = directory.Kallsyms(["cc", "--", program, .. arguments]).Exited(2).Error;
        Assert.StartsWith($"kallsyms: {program} is no linker, but calls one: ", said, StringComparison.Ordinal);
        Assert.Contains(way, said, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("Needs", "binary")]
    [InlineData("gcc", "ld")]
    [InlineData("kallsyms-gcc")]
    public void Link_NamedAsTheCompiler_StandsInForIt(string name, params string[] others)
    {
        Command.Require("gcc");
        using LinkDirectory directory = Written();
        Directory.CreateDirectory(directory["bin"]);
        foreach (string link in (string[])[name, .. others])
            File.CreateSymbolicLink(directory[Path.Combine("bin", link)], ProgramUnderTest.Binary);
        Command.Run("sh", ["-c", $"PATH={directory["bin"]}:$PATH; {name} --version && {name} -I{Runtime} program.c -o out"], directory.Path).Succeeded();
        Assert.Equal("named_function\n", directory.Run(directory["out"]).Output);
    }

    [Fact]
    public void Meson_ConfiguresAndBuilds()
    {
        Command.Require("meson", "ninja", "gcc");
        using LinkDirectory directory = Written();
        directory.Write("meson.build", $"project('names', 'c')\nexecutable('out', 'program.c', include_directories: include_directories('runtime'))\n");
        Directory.CreateSymbolicLink(directory["runtime"], Runtime);
        directory.Environment["CC"] = $"{ProgramUnderTest.Executable} cc -- gcc";
        Command.Run("meson", ["setup", "build"], directory.Path, environment: directory.Environment).Succeeded();
        directory.Run("ninja", "-C", "build");
        Assert.Equal("named_function\n", directory.Run(directory["build/out"]).Output);
    }

    [Fact]
    public void CMake_LinksThroughALauncher()
    {
        Command.Require("cmake", "make", "gcc");
        using LinkDirectory directory = Written();
        directory.Write("CMakeLists.txt",
            $"cmake_minimum_required(VERSION 3.21)\nproject(names C)\nadd_executable(out program.c)\ntarget_include_directories(out PRIVATE {Runtime})\n");
        directory.Run("cmake", "-B", "build", "-DCMAKE_BUILD_TYPE=Release",
            $"-DCMAKE_C_LINKER_LAUNCHER={ProgramUnderTest.Executable};cc;--");
        directory.Run("cmake", "--build", "build");
        Assert.Equal("named_function\n", directory.Run(directory["build/out"]).Output);
    }

    [Fact]
    public void CMake_WithItAsCompilerLauncher_Builds()
    {
        Command.Require("cmake", "make", "gcc");
        using LinkDirectory directory = Written();
        directory.Write("CMakeLists.txt",
            $"cmake_minimum_required(VERSION 3.21)\nproject(names C)\nadd_executable(out program.c)\ntarget_include_directories(out PRIVATE {Runtime})\n");
        directory.Environment["CC"] = $"{ProgramUnderTest.Executable} link -q -- gcc";
        Command.Run("cmake", ["-B", "build"], directory.Path, environment: directory.Environment).Succeeded();
        directory.Run("cmake", "--build", "build");
        Assert.Equal("named_function\n", directory.Run(directory["build/out"]).Output);
    }

    [Fact]
    public void Cargo_WithItAsLinker_NamesAPanic()
    {
        Command.Require("cargo", "rustc", "cc");
        using var directory = new LinkDirectory();
        CopyTree(Path.Combine(Repository.Root, "runtime", "rust"), directory["runtime/rust"]);
        CopyTree(Path.Combine(Repository.Root, "samples", "rust"), directory["samples/rust"]);
        string linker = directory.Write("kallsyms-cc", $"#!/bin/sh\nexec '{ProgramUnderTest.Executable}' link -q -- cc \"$@\"\n");
        directory.Run("chmod", "+x", linker);
        directory.Environment["RUSTFLAGS"] = $"-C linker={linker} -C force-frame-pointers=yes";
        directory.Environment["CARGO_TARGET_DIR"] = directory["target"];
        Command.Run("cargo", ["build", "--release", "--offline"], directory["samples/rust"],
            environment: directory.Environment).Succeeded();
        Assert.Contains("no symbols", Command.Run("nm", [directory["target/release/panic-names"]]).Error, StringComparison.Ordinal);
        string trace = Command.Run(directory["target/release/panic-names"], []).Error;
        Assert.Contains("division by zero", trace, StringComparison.Ordinal);
        Assert.Matches("(?s)panic_fmt.*divide.*average.*main", trace);
        Assert.DoesNotContain("no table", trace, StringComparison.Ordinal);
    }

    static string Runtime { get; } = Path.Combine(Repository.Root, "runtime");

    static LinkDirectory Written()
    {
        var directory = new LinkDirectory();
        directory.Write("program.c", Program);
        return directory;
    }

    static void CopyTree(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/target/",
            StringComparison.Ordinal)))
        {
            string copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
