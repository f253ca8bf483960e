namespace Kallsyms.Tables;

/// <summary>How a table stores addresses (scripts/kallsyms.c and kernel/kallsyms.c of the releases named).</summary>
public enum AddressEncoding
{
    /// <summary>The address itself, address-sized (up to 4.5; an option up to 6.10).</summary>
    Absolute,

    /// <summary>Unsigned 32-bit distance from relative_base (4.6 to 6.19).</summary>
    BaseRelative,

    /// <summary>
    /// Signed 32 bits: a per-cpu symbol is its value, any other is relative_base - 1 - address, which is negative (x86-64 SMP, 4.6 to
    /// 6.14).
    /// </summary>
    PercpuAbsolute,

    /// <summary>Signed 32-bit distance from the slot itself (7.0 on, where the kernel is 64-bit or relocatable).</summary>
    PlaceRelative,

    /// <summary>The address, 32 bits (7.0 on, otherwise).</summary>
    Direct,
}

/// <summary>The names of encodings in texts and JSON.</summary>
static class AddressEncodingName
{
    /// <summary>The encoding relative to a base.</summary>
    /// <param name="percpuAbsolute">Per-cpu symbols are absolute.</param>
    public static AddressEncoding RelativeToBase(bool percpuAbsolute) =>
        percpuAbsolute ? AddressEncoding.PercpuAbsolute : AddressEncoding.BaseRelative;

    /// <summary>Its name.</summary>
    public static string Text(this AddressEncoding encoding) => encoding switch
    {
        AddressEncoding.Absolute => "absolute",
        AddressEncoding.BaseRelative => "base-relative",
        AddressEncoding.PercpuAbsolute => "percpu-absolute",
        AddressEncoding.PlaceRelative => "place-relative",
        _ => "direct",
    };
}

/// <summary>A set of encodings.</summary>
/// <param name="Bits">One bit per encoding, in the order of <see cref="AddressEncoding"/>.</param>
readonly record struct EncodingSet(int Bits)
{
    /// <summary>Creates a set.</summary>
    public static EncodingSet Collect(params ReadOnlySpan<AddressEncoding> encodings)
    {
        int bits = 0;
        foreach (AddressEncoding encoding in encodings)
            bits |= 1 << (int)encoding;
        return new(bits);
    }

    /// <summary>Whether the set contains an encoding.</summary>
    public bool Contains(AddressEncoding encoding) => (Bits & 1 << (int)encoding) != 0;
}
