using Kallsyms.Symbols;

namespace Kallsyms.Linking.Estimate;

/// <summary>The symbols of an image in the making: by name where objects share them, one after the other where they do not.</summary>
/// <param name="names">The names that objects share; takes those of labels too.</param>
/// <param name="locals">How many symbols there may be that objects do not share.</param>
sealed class ImageSymbols(NameNumbers names, int locals)
{
    // Made-up addresses: before, among and behind the symbols of an output section, and behind the section.
    const int Step = 1 << 20;

    /// <summary>Behind everything in a section.</summary>
    public const int End = Step - 1;

    readonly StringTables _strings = new();
    readonly SymbolListBuilder _locals = new([], locals);

    // By the number of the name; type 0: not defined.
    (byte Type, ulong Address)[] _globals = new (byte, ulong)[names.Count];

    /// <summary>An address that says which section comes before which.</summary>
    /// <param name="section">The section.</param>
    /// <param name="item">
    /// The item of the script within the section that puts it there, from 0 on; -1: the section's start; <see cref="End"/>: its end.
    /// </param>
    public static ulong Address(OutputSection section, int item) => (ulong)section.Order * Step + (ulong)Math.Min(item + 1, End);

    /// <summary>The letter of a symbol that objects share.</summary>
    public static byte Upper(byte letter) => char.IsAsciiLetterLower((char)letter) ? (byte)(letter - 32) : letter;

    /// <summary>Type and address of a name that objects share; null when it is not defined.</summary>
    public (byte Type, ulong Address)? Find(NameSlice name) =>
        names.Find(name) is { } number && number < _globals.Length && _globals[number] is { Type: not 0 } known ? known : null;

    /// <summary>Adds one that others cannot see.</summary>
    public void AddLocal(NameSlice name, byte type, ulong address) =>
        _locals.Add(address, type, _strings.Start(name.Strings) + name.Offset, name.Length, -1);

    /// <summary>Defines a name, whatever it was before.</summary>
    public void Set(NameSlice name, byte type, ulong address) => Global(name) = (type, address);

    /// <summary>Defines a name that nothing else defines.</summary>
    public void SetIfMissing(NameSlice name, byte type, ulong address)
    {
        ref (byte Type, ulong) global = ref Global(name);
        if (global.Type == 0)
            global = (type, address);
    }

    /// <summary>Takes an object's definition of a name: a strong one is preferred to a weak one, an earlier one to a later one.</summary>
    /// <param name="number">The name's.</param>
    /// <param name="type">Its letter.</param>
    /// <param name="address">Where it would be.</param>
    /// <param name="isWeak">It is a weak one.</param>
    public void Merge(int number, byte type, ulong address, bool isWeak)
    {
        ref (byte Type, ulong) global = ref _globals[number];
        if (global.Type == 0 || !isWeak && IsWeak(global.Type))
            global = (type, address);
    }

    /// <summary>All of them, in no particular order.</summary>
    /// <param name="isHidden">Whether a name that objects share becomes a local symbol of the image.</param>
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

    // Hidden ones have the letters of local symbols.
    static bool IsWeak(byte type) => type is (byte)'W' or (byte)'V' || char.IsAsciiLetterLower((char)type);
}
