using Kallsyms.Elf;
using Kallsyms.Tables;

namespace Kallsyms.Linking.Kbuild;

/// <summary>A function of a script, or a whole file, whose work is known.</summary>
/// <param name="Part">The function's name, <see cref="ScriptText.Main"/>, or the file's name.</param>
/// <param name="Digest">The digest of its text without comments and blanks.</param>
/// <param name="Traits">What it does that others of that name do not.</param>
/// <param name="Since">For the files that decide what is in the table: the first release to which these rules apply.</param>
/// <param name="Until">The first release to which they no longer apply.</param>
readonly record struct KnownPart(
    string Part, string Digest, LinkTraits Traits = LinkTraits.None, string Since = "0.0", string? Until = null);

/// <summary>The outcome of a recognition.</summary>
/// <param name="Traits">What the script does.</param>
/// <param name="Release">The release whose tables the tree makes; null if something is unknown.</param>
/// <param name="Unknown">What is unknown, with the digest of the first such part; null if everything is known.</param>
readonly record struct Recognition(LinkTraits Traits, KernelRelease? Release, string? Unknown);

/// <summary>
/// Recognises the files of a kernel tree that decide how vmlinux is linked: scripts/link-vmlinux.sh by its functions, and
/// scripts/mksysmap and scripts/kallsyms.c, which decide what is in the table. Versions are not used, since trees carry patches.
/// </summary>
static class KnownScripts
{
    const LinkTraits ToolOf61 = LinkTraits.PercpuOption | LinkTraits.BaseRelativeOption | LinkTraits.LtoOption;
    const LinkTraits MainOf61 = LinkTraits.BtfIdsWithBpfOnly | LinkTraits.BtfImageOfItsOwn;
    const LinkTraits MainOf617 = LinkTraits.OutputIsArgument | LinkTraits.ArchitectureObject | LinkTraits.BtfFatalWarnings;
    const LinkTraits MainOf70 =
        LinkTraits.OutputIsArgument | LinkTraits.ArchitectureObject | LinkTraits.TracepointCheck | LinkTraits.BtfScript;

    const string Tool = "scripts/kallsyms";

    /// <summary>Returns why a tree's table tool is not that of its scripts/kallsyms.c; null if nothing indicates that.</summary>
    /// <param name="objectTree">The build directory.</param>
    public static string? ForeignTool(string objectTree)
    {
        string tool = Path.Combine(objectTree, Tool);
        if (!File.Exists(tool))
            return null;
        using ByteSource source = ByteSource.OpenFile(tool);
        return ElfFile.IsElf(source) ? null : $"its {Tool} is no compiled program";
    }

    /// <summary>The files that are compared as a whole.</summary>
    public static IReadOnlyList<string> WholeFiles { get; } = ["mksysmap", "kallsyms.c"];

    /// <summary>All known parts, each with the first release it was seen in.</summary>
    public static IReadOnlyList<KnownPart> Table { get; } =
    [
        new("is_enabled", "2f1c598ea572bec6"), // 6.1
        new("info", "34b1aaa88fa4148c"), // 6.1
        new("cleanup", "35f28a8845a17fac"), // 6.1
        new("cleanup", "449b447ac39bd81f"), // 6.12.117
        new("mksysmap", "4b835c92285ca057"), // 6.1
        new("mksysmap", "041a1e1c6bcdd91b"), // 6.4
        new("mksysmap", "f0d11af6ecfdea7f"), // 6.10
        new("kallsyms_step", "c88556a13626be4a"), // 6.1
        new("kallsyms_step", "2a6ef1f63221cfef"), // 6.2
        new("kallsyms_step", "532b93a9411c13e2"), // 6.4
        new("sysmap_and_kallsyms", "e86613520961e269"), // 6.11
        new("kallsymso_changed", "0e5333d7b28dad01"), // 6.12.117

        new("main", "ea4628657eb03546", MainOf61), // 6.1
        new("main", "dcc0235ae214267a", MainOf61), // 6.4
        new("main", "ab1d06c693bb8368", MainOf61), // 6.10
        new("main", "2d99615749074957", LinkTraits.BtfIdsWithBpfOnly), // 6.11
        new("main", "ed0383e9d4e05e91"), // 6.12.117
        new("main", "629fe91ce237cd23", LinkTraits.ArchitectureObject), // 6.13
        new("main", "4c5f82e4d9f6fbeb", LinkTraits.ArchitectureObject | LinkTraits.BtfFatalWarnings), // 6.14
        new("main", "c6c1c979c0de84a1", MainOf617), // 6.17
        new("main", "6cd1bc50528f282e", MainOf617 | LinkTraits.TracepointCheck), // 6.19
        new("main", "4c24433b0aa14284", MainOf70), // 7.0

        new("vmlinux_link", "700d92a08bf64694", LinkTraits.ExportsWithModulesOnly), // 6.1
        new("vmlinux_link", "13c6074415eb3ce5", LinkTraits.ExportsWithModulesOnly), // 6.11
        new("vmlinux_link", "06f584f6c6ae77af", LinkTraits.ExportsWithModulesOnly | LinkTraits.BuiltinDeviceTrees), // 6.13
        new("vmlinux_link", "52018e915bd85231", LinkTraits.ExportsWithModulesOnly | LinkTraits.BuiltinDeviceTrees), // 6.17
        new("vmlinux_link", "fbf022f2c48e52ef", LinkTraits.BuiltinDeviceTrees), // 6.18
        new("vmlinux_link", "27f81a6b7b5f9099", LinkTraits.LivePatchBuild | LinkTraits.BuiltinDeviceTrees), // 6.19

        new("gen_btf", "5bc44ed3701e86d0"), // 6.1
        new("gen_btf", "e5619415e502677e"), // 6.2
        new("gen_btf", "0d4df20eef55b6df"), // 6.11
        new("gen_btf", "80a9cab5d2d1e7a0"), // 6.12.117

        new("kallsyms", "9f6bab101cc2e46b", ToolOf61), // 6.1
        new("kallsyms", "ff977277553f0520", LinkTraits.PercpuOption), // 6.11
        new("kallsyms", "cb073d6693dc3c83", LinkTraits.PercpuOption), // 6.12.117
        new("kallsyms", "da57d0d0f250d3c2"), // 6.17
        new("kallsyms", "696dfe1c8bf282f6", LinkTraits.PlaceRelativeOption), // 7.0

        new("sorttable", "8d5f58142516652f"), // 6.1
        new("sorttable", "036b062c591ee686", LinkTraits.SortWithSymbols), // 6.12.117

        new("scripts/mksysmap", "7666c999beb6305d", Since: "6.1", Until: "6.4"), // 6.1
        new("scripts/mksysmap", "962b14f127e97a69", Since: "6.4", Until: "6.5"), // 6.4
        new("scripts/mksysmap", "c1d64f3efae04163", Since: "6.5", Until: "6.8"), // 6.5
        new("scripts/mksysmap", "3fa7a02ebe23a464", Since: "6.8", Until: "6.10"), // 6.8
        new("scripts/mksysmap", "cf62466508502527", LinkTraits.KeepsPiMarks, "6.10", "6.19"), // 6.10
        new("scripts/mksysmap", "b6b6b8029e0266de", Since: "6.10", Until: "6.19"), // 6.12.117
        new("scripts/mksysmap", "566bfae0d2cf1c74", LinkTraits.KeepsPiMarks, "6.10", "6.19"), // 6.13
        new("scripts/mksysmap", "8e02dd9b22543af5", LinkTraits.KeepsPiMarks, "6.19", "7.2"), // 6.18.2
        new("scripts/mksysmap", "0d9c6a0d0a9e51f7", Since: "7.2"), // 7.2

        new("scripts/kallsyms.c", "a4493517d933cbdf", LinkTraits.ReadsWords, Since: "6.2", Until: "6.4"), // 6.1.192
        new("scripts/kallsyms.c", "15f99c0f65ebe2a5", LinkTraits.LtoCutsAtDot | LinkTraits.ReadsWords, "6.2", "6.4"), // 6.3
        new("scripts/kallsyms.c", "f580d8ac4e70a239", LinkTraits.LtoCutsAtDot | LinkTraits.ReadsWords, "6.4", "6.10"), // 6.4
        new("scripts/kallsyms.c", "d62c399c9c7506c9", Since: "6.4", Until: "6.10"), // 6.5
        new("scripts/kallsyms.c", "73ba63d3b1629ce8", Since: "6.10", Until: "6.15"), // 6.10
        new("scripts/kallsyms.c", "e153fff2034fa5d8", Since: "6.10", Until: "6.15"), // 6.11
        new("scripts/kallsyms.c", "75d86acfae3276fa", Since: "6.10", Until: "6.15"), // 6.12
        new("scripts/kallsyms.c", "5ae28621829eff0d", Since: "6.15", Until: "7.0"), // 6.17
        new("scripts/kallsyms.c", "1f4153d238bd5cdd", Since: "7.0", Until: "7.3"), // 7.0
    ];

    /// <summary>Looks up a script and the files beside it in a table.</summary>
    /// <param name="script">The path of link-vmlinux.sh.</param>
    /// <param name="table">The known parts.</param>
    /// <exception cref="KallsymsException">The script cannot be read.</exception>
    public static Recognition Recognise(string script, IReadOnlyList<KnownPart> table)
    {
        var traits = LinkTraits.None;
        var spans = new List<(string Since, string? Until)>();
        foreach ((string part, string digest) in Parts(script))
        {
            KnownPart known = table.FirstOrDefault(row => row.Part == part && row.Digest == digest);
            if (known.Part is null)
                return Unknown(digest.Length == 0 ? $"{part} is missing" : $"{NameOf(part)} ({digest}) is not known here");
            traits |= known.Traits;
            spans.Add((known.Since, known.Until));
        }
        if (KernelRelease.FindWithin(spans) is not { } release)
            return Unknown("the combination of mksysmap and kallsyms.c beside it is not known here");
        return new(traits, traits.Has(LinkTraits.KeepsPiMarks) ? release.KeepingPiMarks() : release, null);
    }

    static Recognition Unknown(string why) => new(LinkTraits.None, null, why);

    static string NameOf(string part) =>
        part.Contains('/') ? part : part == ScriptText.Main ? "its main part" : $"its function {part}";

    static IEnumerable<(string Part, string Digest)> Parts(string script)
    {
        foreach ((string part, string digest) in ScriptText.Digests(Read(script)))
            yield return (part, digest);
        foreach (string name in WholeFiles)
        {
            string path = Path.Combine(Path.GetDirectoryName(script) ?? "", name);
            yield return ("scripts/" + name, File.Exists(path) ? ScriptText.Whole(Read(path)) : "");
        }
    }

    static string Read(string path)
    {
        const int limit = 1 << 20;
        return InputFile.Read(path, path => new FileInfo(path).Length) <= limit ? InputFile.ReadText(path)
            : throw new KallsymsException(ErrorKind.Unreadable, "is larger than any of its kind", path);
    }
}
