namespace Kallsyms;

/// <summary>What the bits of addresses tell.</summary>
static class AddressBits
{
    /// <summary>The greatest power of two that an address is a multiple of; 0 for 0.</summary>
    public static ulong Alignment(ulong address) => address & (0 - address);
}
