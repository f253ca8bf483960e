using Kallsyms.Symbols;

namespace Kallsyms.Linking.Estimate;

/// <summary>The symbols of a future image: by name if objects share them, as a list otherwise.</summary>
/// <param name="names">The names that objects share; labels are added to them.</param>
/// <param name="locals">The maximum number of symbols that objects do not share.</param>
sealed class ImageSymbols(NameNumbers names, int locals)
{
    // Made-up addresses: before, among and after the symbols of an output section, and after the section.
    const int Step = 1 << 20;

    /// <summary>Behind everything in a section.</summary>
    public const int End = Step - 1;

    readonly StringTables _strings = new();
    readonly SymbolListBuilder _locals = new([], locals);

    // By the number of the name; type 0 means undefined.
    (byte Type, ulong Address)[] _globals = new (byte, ulong)[names.Count];

    /// <summary>Makes an address that orders sections.</summary>
    /// <param name="section">The section.</param>
    /// <param name="item">
    /// The item of the script within the section that puts it there, from 0 on; -1: the section's start; <see cref="End"/>: its end.
    /// </param>
    public static ulong Address(OutputSection section, int item) => (ulong)section.Order * Step + (ulong)Math.Min(item + 1, End);

    /// <summary>Converts a type letter to that of a global symbol.</summary>
    public static byte Upper(byte letter) => char.IsAsciiLetterLower((char)letter) ? (byte)(letter - 32) : letter;

    /// <summary>Returns the type and address of a shared name, or null if it is undefined.</summary>
    public (byte Type, ulong Address)? Find(NameSlice name) =>
        names.Find(name) is { } number && number < _globals.Length && _globals[number] is { Type: not 0 } known ? known : null;

    /// <summary>Adds a symbol that other objects cannot see.</summary>
    public void AddLocal(NameSlice name, byte type, ulong address) =>
        _locals.Add(address, type, _strings.Start(name.Strings) + name.Offset, name.Length, -1);

    /// <summary>Defines a name, overriding any earlier definition.</summary>
    public void Set(NameSlice name, byte type, ulong address) => Global(name) = (type, address);

    /// <summary>Defines a name unless it is already defined.</summary>
    public void SetIfMissing(NameSlice name, byte type, ulong address)
    {
        ref (byte Type, ulong) global = ref Global(name);
        if (global.Type == 0)
            global = (type, address);
    }

    /// <summary>Adds an object's definition of a name: strong definitions win over weak ones, then earlier over later ones.</summary>
    /// <param name="number">The number of the name.</param>
    /// <param name="type">Its type letter.</param>
    /// <param name="address">The address it would have.</param>
    /// <param name="isWeak">Whether the definition is weak.</param>
    public void Merge(int number, byte type, ulong address, bool isWeak)
    {
        ref (byte Type, ulong) global = ref _globals[number];
        if (global.Type == 0 || !isWeak && IsWeak(global.Type))
            global = (type, address);
    }

    /// <summary>Returns all symbols in no particular order.</summary>
    /// <param name="isHidden">Whether a shared name becomes a local symbol of the image.</param>
    public SymbolList ToList(Func<int, bool> isHidden)
    {
        var globals = new SymbolListBuilder([], _globals.Length);
        for (int number = 0; number < Math.Min(_globals.Length, names.Count); number++)
        {
            (byte type, ulong address) = _globals[number];
            if (type == 0)
                continue;
            NameSlice name = names[number];
            byte letter = isHidden(number) ? (byte)char.ToLowerInvariant((char)type) : type;
            globals.Add(address, letter, _strings.Start(name.Strings) + name.Offset, name.Length, -1);
        }
        return SymbolListBuilder.Join(_strings.Join(), [_locals, globals]);
    }

    ref (byte Type, ulong Address) Global(NameSlice name)
    {
        int number = names.Of(name);
        if (number >= _globals.Length)
            Array.Resize(ref _globals, names.Count + names.Count / 8 + 64);
        return ref _globals[number];
    }

    // Hidden symbols have the letters of local ones.
    static bool IsWeak(byte type) => type is (byte)'W' or (byte)'V' || char.IsAsciiLetterLower((char)type);
}
