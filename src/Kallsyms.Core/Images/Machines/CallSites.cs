using System.Buffers.Binary;
using Kallsyms.Elf;

namespace Kallsyms.Images.Machines;

/// <summary>
/// Where the code of a kernel calls: a return address is one behind a call. Of all addresses of code, one in twenty is.
/// </summary>
/// <param name="machine">The machine whose code it is.</param>
/// <param name="readBefore">The eight bytes before an address; empty: they are not known.</param>
sealed class CallSites(ElfMachine machine, Func<ulong, ReadOnlyMemory<byte>> readBefore)
{
    readonly BytePattern[] _calls = machine.Row().Calls.Select(BytePattern.Parse).ToArray();

    /// <summary>A call returns there; null: it is not known.</summary>
    public bool? EndAt(ulong address)
    {
        if (_calls.Length == 0 || readBefore(address) is not { Length: sizeof(ulong) } before)
            return null;
        ulong word = BinaryPrimitives.ReadUInt64BigEndian(before.Span);
        return _calls.Any(call => call.Matches(word << (8 * (sizeof(ulong) - call.Length))));
    }
}
