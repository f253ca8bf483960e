namespace Kallsyms.Linking.Kbuild;

/// <summary>One function of a script, or one whole file, whose work is known.</summary>
/// <param name="Part">The function's name, <see cref="ScriptText.Main"/>, or the file's name.</param>
/// <param name="Digest">Of its text without comments and blanks.</param>
/// <param name="Traits">What it does that others of that name do not.</param>
public readonly record struct KnownPart(string Part, string Digest, LinkTraits Traits = LinkTraits.None);

/// <summary>The outcome of a recognition.</summary>
/// <param name="Traits">What the script does.</param>
/// <param name="Unknown">The first part that is not known; null when all are.</param>
public readonly record struct Recognition(LinkTraits Traits, string? Unknown);

/// <summary>
/// Recognises the files of a kernel tree that decide how vmlinux is linked: scripts/link-vmlinux.sh by its functions, and scripts/mksysmap
/// and scripts/kallsyms.c, which decide what is in the table. Not by version: trees carry patches.
/// </summary>
public static class KnownScripts
{
    /// <summary>The files that are looked at whole.</summary>
    public static IReadOnlyList<string> WholeFiles { get; } = ["mksysmap", "kallsyms.c"];

    /// <summary>What is known, from Linux 6.1.192, 6.12.117 and 7.2.13.</summary>
    public static IReadOnlyList<KnownPart> Table { get; } =
    [
        new("is_enabled", "2f1c598ea572bec6"),
        new("info", "34b1aaa88fa4148c"),
        new("cleanup", "35f28a8845a17fac"),
        new("cleanup", "449b447ac39bd81f"),
        new("mksysmap", "4b835c92285ca057"),
        new("mksysmap", "f0d11af6ecfdea7f"),
        new("kallsyms_step", "c88556a13626be4a"),
        new("sysmap_and_kallsyms", "e86613520961e269"),
        new("kallsymso_changed", "0e5333d7b28dad01"),

        new("main", "ea4628657eb03546", LinkTraits.BtfIdsWithBpfOnly | LinkTraits.BtfImageOfItsOwn),
        new("main", "ed0383e9d4e05e91"),
        new("main", "4c24433b0aa14284", LinkTraits.OutputIsArgument | LinkTraits.TracepointCheck | LinkTraits.BtfScript | LinkTraits.ArchitectureObject),

        new("vmlinux_link", "700d92a08bf64694", LinkTraits.ExportsWithModulesOnly),
        new("vmlinux_link", "13c6074415eb3ce5", LinkTraits.ExportsWithModulesOnly),
        new("vmlinux_link", "27f81a6b7b5f9099", LinkTraits.LivePatchBuild | LinkTraits.BuiltinDeviceTrees),

        new("gen_btf", "5bc44ed3701e86d0"),
        new("gen_btf", "80a9cab5d2d1e7a0"),

        new("kallsyms", "9f6bab101cc2e46b", LinkTraits.PercpuOption | LinkTraits.BaseRelativeOption | LinkTraits.LtoOption),
        new("kallsyms", "cb073d6693dc3c83", LinkTraits.PercpuOption),
        new("kallsyms", "696dfe1c8bf282f6", LinkTraits.PlaceRelativeOption),

        new("sorttable", "8d5f58142516652f"),
        new("sorttable", "036b062c591ee686", LinkTraits.SortWithSymbols),

        new("scripts/mksysmap", "7666c999beb6305d"),
        new("scripts/mksysmap", "b6b6b8029e0266de"),
        new("scripts/mksysmap", "0d9c6a0d0a9e51f7"),
        new("scripts/kallsyms.c", "a4493517d933cbdf"),
        new("scripts/kallsyms.c", "75d86acfae3276fa"),
        new("scripts/kallsyms.c", "1f4153d238bd5cdd"),
    ];

    /// <summary>Looks a script and the files beside it up in a table.</summary>
    /// <param name="script">The path of link-vmlinux.sh.</param>
    /// <param name="table">What is known.</param>
    /// <exception cref="KallsymsException">The script cannot be read.</exception>
    public static Recognition Recognise(string script, IReadOnlyList<KnownPart> table)
    {
        var traits = LinkTraits.None;
        foreach ((string part, string digest) in Parts(script))
        {
            KnownPart known = table.FirstOrDefault(row => row.Part == part && row.Digest == digest);
            if (known.Part is null)
                return new(LinkTraits.None, part.Contains('/') ? part : part == ScriptText.Main ? "its main part" : $"its function {part}");
            traits |= known.Traits;
        }
        return new(traits, null);
    }

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
        try
        {
            const int limit = 1 << 20;
            if (new FileInfo(path).Length > limit)
                throw new KallsymsException(ErrorKind.Unreadable, "is larger than any of its kind", path);
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KallsymsException(ErrorKind.Unreadable, $"cannot be read: {e.Message}", path, inner: e);
        }
    }
}
