using Kallsyms.Symbols;

namespace Kallsyms.Diagnosis;

/// <summary>Who created a symbol, judging by its name.</summary>
enum NameKind
{
    /// <summary>A programmer, as far as the name tells.</summary>
    Ordinary,

    /// <summary>The kallsyms tool: a label of the table.</summary>
    OwnLabel,

    /// <summary>The linker: a stub, veneer or thunk that reaches a target too far away.</summary>
    Stub,

    /// <summary>The linker: a base of small data.</summary>
    LinkerMade,

    /// <summary>The compiler or the build: labels and tags that mean nothing to people.</summary>
    Helper,

    /// <summary>The assembler: labels of relaxable code.</summary>
    AssemblerLabel,

    /// <summary>The compiler, from the name of a source file.</summary>
    FileName,
}

/// <summary>
/// Determines from a name who created the symbol. The patterns are those of docs/incidents.md, and others that linkers of the same
/// kinds are known to write.
/// </summary>
static class NameKinds
{
    // GNU ld on ARM and AArch64.
    static readonly byte[][] _stubSuffixes = Bytes("_veneer", "_from_arm", "_from_thumb");

    // GNU ld on PowerPC, after a section's number.
    static readonly byte[][] _stubInfixes =
        Bytes(".long_branch.", ".plt_branch.", ".long_branch_r2off.", ".plt_branch_r2off.", ".plt_call.");

    // ld.lld on PowerPC.
    static readonly byte[][] _stubPrefixes = Bytes("__long_branch_", "__plt_", "__gep_setup_", "__toc_save_");

    static readonly byte[][] _helperPrefixes = Bytes(
        "$", ".L", "__pi_$", "__pi_.L", "__kvm_nvhe_$", "__kvm_nvhe_.L", "__efistub_", "__kcfi_typeid_", "__pi___kcfi_typeid_",
        "__kvm_nvhe___kcfi_typeid_", "__crc_", "__kstrtab", "__mod_device_table__", "__UNIQUE_ID_modinfo");

    public static NameKind Of(ReadOnlySpan<byte> name, byte type) =>
        IsOwnLabel(name, type) ? NameKind.OwnLabel
        : IsStub(name) ? NameKind.Stub
        : name.SequenceEqual("_SDA_BASE_"u8) || name.SequenceEqual("_SDA2_BASE_"u8) ? NameKind.LinkerMade
        : IsAssemblerLabel(name) ? NameKind.AssemblerLabel
        : IsHelper(name) ? NameKind.Helper
        : name.EndsWith(".c"u8) || name.EndsWith(".S"u8) || name.EndsWith(".cpp"u8) ? NameKind.FileName
        : NameKind.Ordinary;

    // Vendors add tables of their own, as global data labels. The kernel has functions and static objects whose names start alike.
    public static bool IsOwnLabel(ReadOnlySpan<byte> name, byte type) =>
        name.StartsWith("kallsyms_"u8)
            && (TableExtent.PartOf(name) is not null || type is (byte)'R' or (byte)'D' && !name.StartsWith("kallsyms_test_"u8));

    /// <summary>Returns the name of a stub's target, or an empty one if its name does not contain it.</summary>
    public static ReadOnlySpan<byte> Target(ReadOnlySpan<byte> stub)
    {
        foreach (byte[] suffix in _stubSuffixes)
        {
            if (stub.EndsWith(suffix))
                return stub.StartsWith("__"u8) ? stub[2..^suffix.Length] : stub[..^suffix.Length];
        }
        foreach (byte[] infix in _stubInfixes)
        {
            int at = stub.IndexOf(infix);
            if (at >= 0)
                return stub[(at + infix.Length)..];
        }
        foreach (byte[] prefix in _stubPrefixes)
        {
            if (stub.StartsWith(prefix))
                return stub[prefix.Length..];
        }
        int thunk = NameRule.LldThunkTarget(stub);
        return thunk > 0 ? stub[thunk..] : [];
    }

    static bool IsStub(ReadOnlySpan<byte> name)
    {
        foreach (byte[] suffix in _stubSuffixes)
        {
            if (name.Length > suffix.Length && name.EndsWith(suffix))
                return true;
        }
        foreach (byte[] infix in _stubInfixes)
        {
            if (name.IndexOf(infix) >= 0)
                return true;
        }
        foreach (byte[] prefix in _stubPrefixes)
        {
            if (name.Length > prefix.Length && name.StartsWith(prefix))
                return true;
        }
        return NameRule.LldThunkTarget(name) > 0 || IsNumberedVeneer(name);
    }

    // Veneers that GNU ld and ld.lld add around faulty instructions of some processors.
    static bool IsNumberedVeneer(ReadOnlySpan<byte> name) =>
        name.StartsWith("__erratum_"u8) || name.StartsWith("e843419@"u8) || name.StartsWith("__CortexA"u8);

    static bool IsAssemblerLabel(ReadOnlySpan<byte> name)
    {
        if (name.Length < 2 || name[0] != 'L' || !char.IsAsciiDigit((char)name[1]))
            return false;
        int end = name[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 || name[end + 1] < ' ' || name[end + 1] == '$';
    }

    static bool IsHelper(ReadOnlySpan<byte> name)
    {
        foreach (byte[] prefix in _helperPrefixes)
        {
            if (name.StartsWith(prefix))
                return true;
        }
        return false;
    }

    static byte[][] Bytes(params string[] texts) => [.. texts.Select(System.Text.Encoding.ASCII.GetBytes)];
}
