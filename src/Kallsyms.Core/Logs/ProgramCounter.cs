namespace Kallsyms.Logs;

/// <summary>
/// The program counter of a register dump, which arm64, arm and RISC-V print twice, with its name on one line and its address on
/// another: "epc : schedule+0x10/0x90", "epc : ffffffff80001234 ra : ...".
/// </summary>
sealed class ProgramCounter
{
    // The maximum distance between the two lines.
    const int MaxLines = 4;

    static readonly byte[][] _labels = ["epc : "u8.ToArray(), "pc : "u8.ToArray(), "PC is at "u8.ToArray()];

    NamedPlace _place;
    int _age = MaxLines;

    /// <summary>The bytes of the name, to which the range in the result refers.</summary>
    public byte[] Name { get; private set; } = [];

    /// <summary>Forgets what was read, when another kernel starts.</summary>
    public void Clear() => _age = MaxLines;

    /// <summary>Reads a line.</summary>
    /// <returns>The place with its address, once both are known.</returns>
    public NamedPlace? Read(ReadOnlySpan<byte> line, List<NamedPlace> places)
    {
        if (_age < MaxLines)
            _age++;
        else if (places.Count == 0)
            return null;
        foreach (byte[] label in _labels)
        {
            if (line.IndexOf(label) is not (>= 0 and int at))
                continue;
            int value = at + label.Length;
            if (places.Count > 0 && places[0] is { Size: not null, Address: null } place
                && place.Module.Equals(default) && place.Name.Start.Value == value)
            {
                Name = line[place.Name].ToArray();
                (_place, _age) = (place with { Name = .. }, 0);
                return null;
            }
            if (_age < MaxLines && Address(line[value..]) is ulong address)
            {
                _age = MaxLines;
                return _place with { Address = address };
            }
        }
        return null;
    }

    static ulong? Address(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("[<"u8))
            text = text[2..];
        return System.Buffers.Text.Utf8Parser.TryParse(text, out ulong value, out int length, 'x') && length is 8 or 16 ? value : null;
    }
}
