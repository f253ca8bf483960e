using System.Text;
using System.Text.RegularExpressions;
using Kallsyms.Elf;
using Kallsyms.Tests.Fixtures;

namespace Kallsyms.Tests.Oracle;

/// <summary>Binutils of one target, which assemble tables written as text.</summary>
sealed partial record Toolchain(string Prefix, bool Is64, params string[] AssemblerOptions)
{
    public static Toolchain X8664 { get; } = new("x86_64-linux-gnu-", Is64: true);

    /// <summary>One of each kind that tables differ by: word size, byte order, relocations with and without addends, in pairs.</summary>
    public static Toolchain[] Kinds { get; } =
    [
        X8664, new("i686-linux-gnu-", false), new("arm-linux-gnueabi-", false), new("powerpc-linux-gnu-", false), new("s390x-linux-gnu-", true),
        new("riscv64-linux-gnu-", true), new("mips64-linux-gnuabi64-", true), new("aarch64-linux-gnu-", true),
    ];

    /// <summary>An object of this target.</summary>
    public string EmptyObject(Scratch scratch)
    {
        string path = scratch[$"{Prefix}empty.o"];
        lock (scratch)
        {
            if (!File.Exists(path))
                Command.Run(Prefix + "as", [.. AssemblerOptions, "-o", path, scratch.Write("empty.s", "")]).Succeeded();
        }
        return path;
    }

    /// <summary>
    /// Assembles many texts in one run. Each goes into a section of its own and gets labels of its own; nothing else is changed, and
    /// that is undone when the tables are read back.
    /// </summary>
    public AssembledTable[] Assemble(Scratch scratch, string name, IReadOnlyList<byte[]> texts)
    {
        lock (scratch)
        {
            Directory.CreateDirectory(scratch["include/asm"]);
            scratch.Write("include/asm/bitsperlong.h", "");
            scratch.Write("include/asm/types.h", "");
        }
        string source = scratch[name + ".S"];
        using (var all = new StreamWriter(source, append: false, Encoding.Latin1))
        {
            for (int i = 0; i < texts.Count; i++)
            {
                string text = Encoding.Latin1.GetString(texts[i]);
                text = SectionLine().Replace(text, $"\t.section .table.{i}, \"$1\"");
                text = LabelLine().Replace(text, match => $"{match.Groups[1].Value}t{i}.{match.Groups[2].Value}");
                all.Write(text);
            }
        }
        string plain = scratch[name + ".s"];
        string output = scratch[name + ".o"];
        Command.Run("gcc", ["-E", "-P", "-undef", $"-DBITS_PER_LONG={(Is64 ? 64 : 32)}", "-I", scratch["include"], "-o", plain, source]).Succeeded();
        Command.Run(Prefix + "as", [.. AssemblerOptions, "-o", output, plain]).Succeeded();
        using ElfFile file = ElfFile.Open(output);
        return [.. Enumerable.Range(0, texts.Count).Select(i => AssembledTable.Read(file, $".table.{i}", $"t{i}."))];
    }

    [GeneratedRegex("""^\t?\.(?:section \.rodata, "(a)"|(data))$""", RegexOptions.Multiline)]
    private static partial Regex SectionLine();

    [GeneratedRegex(@"^((?:\.globl )?)(kallsyms_\w+:?)$", RegexOptions.Multiline)]
    private static partial Regex LabelLine();
}
