using System.Buffers.Binary;
using Kallsyms.Elf;

namespace Kallsyms.Images.Machines;

/// <summary>Recognises return addresses in the code of a kernel: they follow a call, as does one in twenty of all code addresses.</summary>
/// <param name="machine">The machine of the code.</param>
/// <param name="readBefore">Returns the eight bytes before an address, or nothing if they are unknown.</param>
sealed class CallSites(ElfMachine machine, Func<ulong, ReadOnlyMemory<byte>> readBefore)
{
    readonly BytePattern[] _calls = machine.Row().Calls.Select(BytePattern.Parse).ToArray();

    /// <summary>Whether a call ends at an address; null if unknown.</summary>
    public bool? EndAt(ulong address)
    {
        if (_calls.Length == 0 || readBefore(address) is not { Length: sizeof(ulong) } before)
            return null;
        ulong word = BinaryPrimitives.ReadUInt64BigEndian(before.Span);
        return _calls.Any(call => call.Matches(word << (8 * (sizeof(ulong) - call.Length))));
    }
}
