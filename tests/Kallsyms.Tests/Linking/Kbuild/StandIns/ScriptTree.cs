using Kallsyms.Files;
using Kallsyms.Linking.Commands;
using Kallsyms.Tests.Fixtures;

namespace Kallsyms.Tests.Linking.Kbuild.StandIns;

/// <summary>
/// A build directory that a link script of the kernel's kind works in: an object to link, a table tool (this project's own, which a kernel's
/// script may call in the place of its tool), a filter, and a linker that notes what it is asked to do.
/// </summary>
sealed class ScriptTree : IDisposable
{
    /// <summary>A script as trees have it since 6.11: an empty table first, then two lists of symbols.</summary>
    public const string Script = """
        #!/bin/sh
        set -e
        LD="$1"
        out="$4"
        table=
        objects=vmlinux.o
        link() { $LD $2 $flags --script=vmlinux.lds $3 -o "$1" --whole-archive $objects --no-whole-archive --start-group --end-group $table; }
        list() { $NM -n "$1" | sed -f "$srctree/scripts/mksysmap" > "$2"; }
        table() { scripts/kallsyms --all-symbols --pc-relative "$1" > "$2.S"; $CC -c -o "$2.o" "$2.S"; table=$2.o; }
        ${MAKE} version.o
        : > .tmp0.syms
        table .tmp0.syms .tmp0.table
        link .tmp1 "" --strip-debug
        # first image
        list .tmp1 .tmp1.syms
        table .tmp1.syms .tmp1.table
        link .tmp2 "" --strip-debug
        # second image
        list .tmp2 .tmp2.syms
        table .tmp2.syms .tmp2.table
        # last
        link "$out" "" ""
        list "$out" System.map
        cmp -s System.map .tmp2.syms || { echo inconsistent >&2; exit 1; }
        echo "$out: $0" > ".$out.d"
        """;

    /// <summary>A script as trees had it before: no table in the first image, and a list by a pipe.</summary>
    public const string OldScript = """
        #!/bin/sh
        set -e
        link() { $LD --script=vmlinux.lds $3 -o "$1" --whole-archive vmlinux.o --no-whole-archive --start-group --end-group $2; }
        table() { $NM -n "$1" | scripts/kallsyms --all-symbols --base-relative > "$2.S"; $CC -c -I. -o "$2.o" "$2.S"; }
        ${MAKE} version.o
        link .tmp_vmlinux1 "" --strip-debug
        table .tmp_vmlinux1 .tmp_kallsyms1
        link .tmp_vmlinux2 .tmp_kallsyms1.o --strip-debug
        table .tmp_vmlinux2 .tmp_kallsyms2
        link vmlinux .tmp_kallsyms2.o ""
        $NM -n vmlinux | grep -v ' [aNUw] ' > System.map
        """;

    readonly Scratch _scratch = new();
    readonly string _tree;

    /// <summary>The linker is given by a name that is found in PATH, as most builds have it, not by a path.</summary>
    public bool NamesItsLinker { get; init; }

    public ScriptTree(string name = "tree")
    {
        _tree = Directory.CreateDirectory(_scratch[name]).FullName;
        foreach (string directory in (string[])["scripts", "include/config", "asm"])
            Directory.CreateDirectory(this[directory]);
        Write("include/config/auto.conf", "CONFIG_64BIT=y\nCONFIG_KALLSYMS=y\nCONFIG_KALLSYMS_ALL=y\nCONFIG_KALLSYMS_BASE_RELATIVE=y\n");
        Write("asm/bitsperlong.h", "#define BITS_PER_LONG __SIZEOF_POINTER__ * 8\n");
        Write("asm/types.h", "#define BITS_PER_LONG __SIZEOF_POINTER__ * 8\n");
        Write("scripts/mksysmap", "#!/bin/sed -f\n/ [aNUw] /d\n/ \\$/d\n/ \\.L/d\n/ L0$/d\n");
        UseTool("linux-7.0");
        Write("vmlinux.lds", """
            SECTIONS
            {
                . = 0x80000000;
                _text = .;
                _stext = .;
                .text : { *(.text*) }
                _etext = .;
                .rodata : { *(.rodata*) }
                .data : { *(.data*) }
                .bss : { *(.bss*) }
                _end = .;
                /DISCARD/ : { *(.comment) *(.note*) *(.eh_frame) }
            }
            """);
        Compile("vmlinux.o", string.Concat(Enumerable.Range(0, 600).Select(i => $"int function_{i:x}(int x) {{ return x + {i}; }}\nint value_{i} = {i};\n")));
        Executable("ld", "case $1 in -r | --version) ;; *) echo \"$@\" >> links;; esac\nexec ld -z noexecstack --no-warn-rwx-segments \"$@\"");
        Executable("tree-ld", $"exec {this["ld"]} \"$@\"");
        Executable("make", "printf '%s\\n' \"$LD\" >> made");
    }

    public string this[string name] => Path.Combine(_tree, name);

    /// <summary>What the recorded linker was asked to do.</summary>
    public int Links => File.Exists(this["links"]) ? File.ReadLines(this["links"]).Count() : 0;

    public void Compile(string name, string source) =>
        Command.Run("gcc", ["-g", "-O1", "-ffreestanding", "-fno-pic", "-fcf-protection=none", "-xc", "-", "-c", "-o", this[name]], input: System.Text.Encoding.ASCII.GetBytes(source)).Succeeded();

    public void Executable(string name, string body) => Command.Run("chmod", ["+x", Write(name, $"#!/bin/sh\n{body}\n")]).Succeeded();

    /// <summary>Makes an executable that is no script, but does what one does.</summary>
    public void Program(string name, string body)
    {
        string text = body.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        string source = "#include <unistd.h>\nint main(int count, char **words)\n{\nchar *all[64] = { \"sh\", \"-c\", \"" + text
            + "\", \"sh\" };\nfor (int i = 1; i < count && i < 60; i++)\nall[3 + i] = words[i];\nreturn execv(\"/bin/sh\", all);\n}\n";
        Command.Run("gcc", ["-xc", "-", "-o", this[name]], input: System.Text.Encoding.UTF8.GetBytes(source)).Succeeded();
    }

    /// <summary>Makes scripts/kallsyms one that writes tables of a release.</summary>
    public void UseTool(string layout) => Executable("scripts/kallsyms", $"exec {ProgramUnderTest.Executable} gen --layout {layout} \"$@\"");

    /// <summary>Lets the script link by itself; returns what it made.</summary>
    public byte[][] Plain(string script) => Plain(script, out _);

    /// <summary>The same; and who may use the image.</summary>
    public byte[][] Plain(string script, out int mode)
    {
        Run(this["scripts/link-vmlinux.sh"], [], script).Succeeded();
        mode = FileStatus.Of(this["vmlinux"])!.Value.Permissions;
        byte[][] made = [.. Results().Select(File.ReadAllBytes)];
        Forget();
        return made;
    }

    /// <summary>Has kallsyms kbuild-link run it.</summary>
    public Command Ours(string script) => Run(ProgramUnderTest.Executable, ["kbuild-link", "scripts/link-vmlinux.sh"], script);

    /// <summary>The image and System.map.</summary>
    public string[] Results() => [this["vmlinux"], this["System.map"]];

    /// <summary>Whatever kallsyms left.</summary>
    public IEnumerable<string> Left() => Directory.EnumerateFileSystemEntries(_tree, "*kallsyms-*");

    public void Dispose() => _scratch.Dispose();

    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    // In words that scripts do not quote.
    string Tool(string name) => ShellWord.Quoted(_tree) == _tree ? this[name] : "./" + name;

    Command Run(string program, string[] arguments, string script)
    {
        Command.Run("chmod", ["+x", Write("scripts/link-vmlinux.sh", script)]).Succeeded();
        string ld = NamesItsLinker ? "tree-ld" : Tool("ld");
        return Command.Run(program, [.. arguments, ld, "", "", "vmlinux"], _tree, environment: new Dictionary<string, string>
        {
            ["LD"] = ld,
            ["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:{_tree}",
            ["NM"] = "nm",
            ["CC"] = "gcc",
            ["LINUXINCLUDE"] = "-I.",
            ["MAKE"] = Tool("make"),
            ["srctree"] = ".",
            ["objtree"] = ".",
            ["CONFIG_SHELL"] = "sh",
        });
    }

    /// <summary>Removes what was made, and what is noted.</summary>
    public void Forget()
    {
        foreach (string file in (string[])[.. Results(), this["links"], this["made"]])
            File.Delete(file);
    }
}
