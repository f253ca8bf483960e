using System.Text.RegularExpressions;

namespace Kallsyms.Linking.Kbuild;

/// <summary>
/// How kernels from 2.6.10 to 3.4 link vmlinux: by rules of the top makefile, which links .tmp_vmlinux1, lists it, makes and assembles a
/// table, links .tmp_vmlinux2 with it, and so on. Those rules depend on a variable, kallsyms.o, which names the last table. If it is empty,
/// vmlinux is linked at once by the command in cmd_vmlinux__, which can do everything: see <see cref="MakefileScript"/>.
/// </summary>
static partial class MakefileRecipe
{
    // The chain of rules, and the tool that it calls.
    static readonly string[] _parts = ["kallsyms.o := .tmp_kallsyms$(last_kallsyms).o", "KALLSYMS = scripts/kallsyms"];

    /// <summary>Reads a tree's own; null when it has none that can be understood.</summary>
    /// <param name="sourceTree">The directory of the kernel's sources.</param>
    /// <param name="architecture">ARCH, if make is told one.</param>
    /// <param name="command">The words that take the place of the linker's start.</param>
    public static LinkRecipe? Read(string sourceTree, string? architecture, IReadOnlyList<string> command)
    {
        string path = Path.Combine(sourceTree, "Makefile");
        if (!File.Exists(path) || architecture is not null && HasOwnLink(Path.Combine(sourceTree, "arch", architecture, "Makefile")))
            return null;
        return Find(InputFile.ReadText(path), command);
    }

    // User mode Linux is linked by the compiler.
    static bool HasOwnLink(string makefile) =>
        File.Exists(makefile) && InputFile.ReadText(makefile).Contains("cmd_vmlinux__", StringComparison.Ordinal);

    /// <summary>Finds it in a makefile.</summary>
    public static LinkRecipe? Find(string makefile, IReadOnlyList<string> command)
    {
        string text = Blanks().Replace(makefile.Replace("\\\n", " ", StringComparison.Ordinal), " ");
        if (!_parts.All(part => text.Contains(part, StringComparison.Ordinal))
            || Link().Matches(text) is not [var link] || List().Matches(text) is not [var list])
        {
            return null;
        }
        string ours = string.Join(' ', command.Select(Escaped));
        string rest = $"{link.Groups[1].Value}{link.Groups[2].Value}".Trim();
        // The rule prints the command between single quotes: there are none in it. A variable of its own may have commas.
        return new(
            "kallsyms.o=",
            $"kallsyms.link={ours}",
            $"cmd_vmlinux__=$(if $(CONFIG_KALLSYMS),$(kallsyms.link) {MakefileScript.PassesName}=$(last_kallsyms) \"$(LD)\" "
                + $"\"{list.Groups[1].Value.Trim()}\" \"$(strip {list.Groups[2].Value.Trim()})\" $@ "
                + $"\"$(CC) $(filter-out %.d,$(a_flags))\",$(LD) -o $@) {rest}");
    }

    static string Escaped(string word) => string.Concat(word.Select(c => char.IsAsciiLetterOrDigit(c) || "/._-+=".Contains(c) ? $"{c}"
        : c == '$' ? "\\$$"
        : $"\\{c}"));

    [GeneratedRegex(@"^ ?cmd_vmlinux__ \?= \$\(LD\) (.*? )-o \$@ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Link();

    [GeneratedRegex(@"^ ?cmd_kallsyms = (\$\(NM\)[^|<>]*)\$< \| \$\(KALLSYMS\)([^|<>]*)> \$@ ?$", RegexOptions.Multiline)]
    private static partial Regex List();

    [GeneratedRegex(@"[ \t]+")]
    private static partial Regex Blanks();
}
