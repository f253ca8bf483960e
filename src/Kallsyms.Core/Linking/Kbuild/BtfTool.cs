namespace Kallsyms.Linking.Kbuild;

/// <summary>The tree's own steps from an image with debug data to an object with its types.</summary>
/// <param name="Line">How the tree links.</param>
/// <param name="Steps">Runs tools.</param>
sealed record BtfTool(LinkLine Line, BuildSteps Steps)
{
    const int TypeOffset = 16; // e_type

    /// <summary>A script of the tree's makes it, and leaves the image alone; otherwise pahole adds the data to the image.</summary>
    public bool IsScript => Line.Traits.Has(LinkTraits.BtfScript);

    /// <summary>The kernel script's name for the image.</summary>
    public string Image => HasImageOfItsOwn ? ".tmp_vmlinux.btf" : ".tmp_vmlinux1";

    /// <summary>The kernel script's name for the object.</summary>
    public string Object => HasImageOfItsOwn ? ".btf.vmlinux.bin.o" : ObjectOf(Image);

    bool HasImageOfItsOwn => Line.Traits.Has(LinkTraits.BtfImageOfItsOwn);

    /// <summary>Returns the name of the object that the tree's script makes from an image.</summary>
    public static string ObjectOf(string image) => image + ".btf.o";

    /// <summary>Makes an object as the tree does.</summary>
    /// <param name="image">The image.</param>
    /// <param name="output">The object. The script chooses the name itself (<see cref="ObjectOf"/>).</param>
    /// <exception cref="KallsymsException">A tool failed.</exception>
    public void Make(string image, string output)
    {
        if (IsScript)
        {
            Steps.Run([Line.Make.Shell, Line.Make.SourceTree + "/scripts/gen-btf.sh", image]);
            return;
        }
        Steps.Run(["env", "LLVM_OBJCOPY=" + Line.Make["OBJCOPY"], .. Pahole, image]);
        // objcopy warns about segments that have become empty.
        Steps.RunWithoutErrors(
            [.. ObjectCopy, "--only-section=.BTF", "--set-section-flags", ".BTF=alloc,readonly", "--strip-all", image, output]);
        MakeRelocatable(output);
    }

    /// <summary>Has pahole write only the data, without changing the image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="output">The data; a file that does not exist yet.</param>
    /// <exception cref="KallsymsException">pahole fails, or is older than this option (1.22).</exception>
    public void Detach(string image, string output) => Steps.Run([.. Pahole, "--btf_encode_detached=" + output, image]);

    /// <summary>Makes an object like another, with other data.</summary>
    /// <exception cref="KallsymsException">A tool failed.</exception>
    public void Fill(string like, string data, string output)
    {
        Steps.RunWithoutErrors([.. ObjectCopy, "--update-section", ".BTF=" + data, like, output]);
        MakeRelocatable(output);
    }

    IEnumerable<string> Pahole => [.. Line.Make.Words("PAHOLE"), "-J", .. Line.Make.Words("PAHOLE_FLAGS")];

    IEnumerable<string> ObjectCopy => Line.Make.Words("OBJCOPY");

    // Linkers do not accept an executable as input.
    void MakeRelocatable(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Write);
        stream.Position = TypeOffset;
        stream.Write(Line.Config.Has("CPU_BIG_ENDIAN") ? [0, 1] : [1, 0]);
    }
}
