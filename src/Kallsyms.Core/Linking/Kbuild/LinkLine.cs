using Kallsyms.Linking.Commands;

namespace Kallsyms.Linking.Kbuild;

/// <summary>The command that links vmlinux, in the order used by the kernel's script.</summary>
/// <param name="Traits">What the tree's version of the script does.</param>
/// <param name="Config">The kernel's configuration.</param>
/// <param name="Make">Variables of the build.</param>
/// <param name="Arguments">
/// The arguments that the recipe gives the script: the linker, its options, more options, and since 6.15 the output.
/// </param>
sealed record LinkLine(LinkTraits Traits, KernelConfig Config, KbuildVariables Make, IReadOnlyList<string> Arguments)
{
    /// <summary>The image to be made.</summary>
    public string Output => Traits.Has(LinkTraits.OutputIsArgument) ? Arguments[3] : "vmlinux";

    /// <summary>Whether the recipe gave as many arguments as the script takes.</summary>
    public bool HasArguments =>
        Arguments.Count >= (Traits.Has(LinkTraits.OutputIsArgument) ? 4 : 3) && Arguments[0].Trim().Length > 0 && Output.Length > 0;

    /// <summary>Returns the final link, with the place of the table marked.</summary>
    /// <param name="btfObject">The object with the kernel's type data, or null.</param>
    /// <param name="lines">The object with the debug data of the table's, or null.</param>
    public IReadOnlyList<string> Final(string? btfObject, string? lines = null) =>
        Compose(Output, LinkerCommandLine.Placeholder, btfObject, Config.Has("VMLINUX_MAP") ? "vmlinux.map" : null, lines);

    /// <summary>Returns the link of the image from which type data is made.</summary>
    public IReadOnlyList<string> ForBtf(string output, string tableObject) => Compose(output, tableObject, null, null);

    /// <summary>Whether vmlinux.o is linked instead of the archive and the libraries.</summary>
    public bool FromOneObject =>
        Config.Has("LTO_CLANG") || Config.Has("X86_KERNEL_IBT") || Traits.Has(LinkTraits.LivePatchBuild) && Config.Has("KLP_BUILD");

    List<string> Compose(string output, string table, string? btfObject, string? map, string? lines = null)
    {
        string driver = Make.IsUserMode ? "-Wl," : "";
        List<string> line = Make.IsUserMode
            ? [.. Make.Words("CC"), .. Make.Words("CFLAGS_vmlinux")]
            : [.. KbuildVariables.Split(Arguments[0]), .. KbuildVariables.Split(Arguments[1]), .. KbuildVariables.Split(Arguments[2])];
        line.Add($"{driver}--script={Make.ObjectTree}/{Make["KBUILD_LDS"]}");
        if (map is not null)
            line.Add($"{driver}-Map={map}");
        line.AddRange(["-o", output, driver + "--whole-archive", FromOneObject ? "vmlinux.o" : "vmlinux.a"]);
        if (Traits.Has(LinkTraits.BuiltinDeviceTrees) && Config.Has("GENERIC_BUILTIN_DTB"))
            line.Add(".builtin-dtbs.o");
        if (!Traits.Has(LinkTraits.ExportsWithModulesOnly) || Config.Has("MODULES"))
            line.Add(".vmlinux.export.o");
        line.AddRange(["init/version-timestamp.o", driver + "--no-whole-archive", driver + "--start-group"]);
        if (!FromOneObject)
            line.AddRange(Make.Words("KBUILD_VMLINUX_LIBS"));
        line.AddRange([driver + "--end-group", table]);
        line.AddRange(new[] { lines, btfObject }.OfType<string>());
        if (Traits.Has(LinkTraits.ArchitectureObject) && Config.Has("ARCH_WANTS_PRE_LINK_VMLINUX"))
            line.Add($"arch/{Make["SRCARCH"]}/tools/vmlinux.arch.o");
        if (Make.IsUserMode)
            line.AddRange(["-lutil", "-lrt", "-lpthread"]);
        return line;
    }
}
