using System.Text.RegularExpressions;
using Kallsyms.Linking.Commands;

namespace Kallsyms.Linking.Kbuild;

/// <summary>How a kernel's makefiles link vmlinux, with kallsyms in front of that.</summary>
/// <param name="Assignments">
/// Variables for make's command line: the one that holds the command, cmd_link_vmlinux (6.1 on) or cmd_link-vmlinux (3.5 to 6.0); before
/// that, those of <see cref="MakefileRecipe"/>.
/// </param>
sealed partial record LinkRecipe(params IReadOnlyList<string> Assignments)
{
    /// <summary>For makefiles that cannot be seen: what most of them have.</summary>
    /// <param name="command">The words that take the place of the script's start.</param>
    public static LinkRecipe Usual(IReadOnlyList<string> command) => new(
        $"cmd_link_vmlinux={Quoted(command)} $< \"$(LD)\" \"$(KBUILD_LDFLAGS)\" \"$(LDFLAGS_vmlinux)\" \"$@\"; {Postlink}",
        $"cmd_link-vmlinux={Quoted(command)} $(CONFIG_SHELL) $< \"$(LD)\" \"$(KBUILD_LDFLAGS)\" \"$(LDFLAGS_vmlinux)\"; {Postlink}");

    const string Postlink = "$(if $(ARCH_POSTLINK), $(MAKE) -f $(ARCH_POSTLINK) $@, true)";

    /// <summary>Reads a tree's own recipe; null when it has none that can be understood.</summary>
    /// <param name="sourceTree">The directory of the kernel's sources.</param>
    /// <param name="architecture">ARCH, if make is told one.</param>
    /// <param name="command">The words that take the place of the script's start.</param>
    public static LinkRecipe? Read(string sourceTree, string? architecture, IReadOnlyList<string> command)
    {
        foreach (string name in (string[])["scripts/Makefile.vmlinux", "Makefile"])
        {
            string path = Path.Combine(sourceTree, name);
            if (File.Exists(path) && Find(InputFile.ReadText(path), command) is { } recipe)
                return recipe;
        }
        return MakefileRecipe.Read(sourceTree, architecture, command);
    }

    /// <summary>Finds the recipe in a makefile.</summary>
    public static LinkRecipe? Find(string makefile, IReadOnlyList<string> command)
    {
        LinkRecipe? found = null;
        foreach (Match match in Definition().Matches(makefile.Replace("\\\n", " ", StringComparison.Ordinal)))
        {
            string text = Blanks().Replace(match.Groups[2].Value, " ").Trim();
            // More than one definition, or one that is not the script and nothing else at its start: another hand was here.
            if (found is not null || Script().Match(text) is not { Success: true } script)
                return null;
            string front = text[..script.Groups["script"].Index];
            found = new($"{match.Groups[1].Value}={front}{Quoted(command)} {text[front.Length..]}");
        }
        return found;
    }

    /// <summary>
    /// The directory with the sources of the kernel that make would build in a directory: itself, or what O= points back to.
    /// </summary>
    public static string? SourceTree(string directory)
    {
        if (IsTree(directory))
            return directory;
        string link = Path.Combine(directory, "source");
        if (IsTree(link))
            return link;
        string makefile = Path.Combine(directory, "Makefile");
        if (!File.Exists(makefile))
            return null;
        // What make O= leaves in the build directory is one include of the real one.
        foreach (string line in InputFile.ReadLines(makefile).Take(20))
        {
            if (line.StartsWith("include ", StringComparison.Ordinal)
                && Path.GetDirectoryName(Path.Combine(directory, line["include ".Length..].Trim())) is { } tree && IsTree(tree))
                return tree;
        }
        return null;
    }

    // Before 2.6.18 there was no Kbuild.
    static bool IsTree(string directory) =>
        (File.Exists(Path.Combine(directory, "Kbuild")) || File.Exists(Path.Combine(directory, "init/main.c")))
        && File.Exists(Path.Combine(directory, "scripts/Makefile.build"));

    // As the shell takes them, and make before that.
    static string Quoted(IReadOnlyList<string> words) =>
        string.Join(' ', words.Select(ShellWord.Quoted)).Replace("$", "$$", StringComparison.Ordinal);

    [GeneratedRegex(@"^[ \t]*(cmd_link[-_]vmlinux)[ \t]*\??=(.*)$", RegexOptions.Multiline)]
    private static partial Regex Definition();

    // Perhaps behind other commands, variables and what starts programs; perhaps run by a shell or another interpreter.
    [GeneratedRegex("""
        ^(?:.*?(?:;|&&)\ ?)?
        (?:(?:exec|time|env|nice(?:\ -n\ ?[0-9]+)?|[A-Za-z_][A-Za-z_0-9]*=(?:"[^"]*"|'[^']*'|[^\ "']*))\ )*
        (?<script>(?:(?:\$\((?:CONFIG_SHELL|SHELL|BASH|PERL|PYTHON3?)\)|(?:/usr)?(?:/bin/)?(?:sh|bash|dash|perl|python3))\ (?:-[a-z]+\ )*)?
        (?:\$<|[^\ ]*/link-vmlinux\.[a-z]+)(?=\ ))
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Script();

    [GeneratedRegex(@"[ \t]+")]
    private static partial Regex Blanks();
}
