using System.Runtime.InteropServices;
using Kallsyms.Symbols;

namespace Kallsyms.Linking.Estimate;

/// <summary>The symbols of an image in the making: by name where objects share them, one after the other where they do not.</summary>
/// <param name="isHidden">Whether a name that objects share becomes a local symbol of the image.</param>
sealed class ImageSymbols(Func<NameSlice, bool> isHidden)
{
    // Made-up addresses: before, among and behind the symbols of an output section, and behind the section.
    const int Step = 4;

    readonly Dictionary<NameSlice, (byte Type, ulong Address)> _globals = [];
    readonly List<(NameSlice Name, byte Type, ulong Address)> _locals = [];

    /// <summary>An address that says which section comes before which.</summary>
    /// <param name="section">The section.</param>
    /// <param name="place">0: before its symbols, 1: among them, 2: behind them, 3: behind the section.</param>
    public static ulong Address(OutputSection section, uint place) => (ulong)section.Order * Step + place;

    /// <summary>The letter of a symbol that objects share.</summary>
    public static byte Upper(byte letter) => char.IsAsciiLetterLower((char)letter) ? (byte)(letter - 32) : letter;

    /// <summary>Type and address of a name that objects share; null when it is not defined.</summary>
    public (byte Type, ulong Address)? Find(NameSlice name) => _globals.TryGetValue(name, out (byte, ulong) known) ? known : null;

    /// <summary>Adds one that others cannot see.</summary>
    public void AddLocal(NameSlice name, byte type, ulong address) => _locals.Add((name, type, address));

    /// <summary>Defines a name, whatever it was before.</summary>
    public void Set(NameSlice name, byte type, ulong address) => _globals[name] = (type, address);

    /// <summary>Defines a name that nothing else defines.</summary>
    public void SetIfMissing(NameSlice name, byte type, ulong address) => _globals.TryAdd(name, (type, address));

    /// <summary>Takes an object's definition of a name: a strong one is preferred to a weak one, an earlier one to a later one.</summary>
    public void Merge(NameSlice name, byte type, ulong address, bool isWeak)
    {
        ref (byte Type, ulong) global = ref CollectionsMarshal.GetValueRefOrAddDefault(_globals, name, out bool known);
        if (!known || !isWeak && IsWeak(global.Type))
            global = (type, address);
    }

    /// <summary>All of them, in no particular order.</summary>
    public SymbolList ToList()
    {
        var names = new byte[_locals.Sum(local => local.Name.Length) + _globals.Keys.Sum(name => name.Length)];
        var list = new SymbolListBuilder(names, _locals.Count + _globals.Count);
        int at = 0;
        foreach ((NameSlice name, byte type, ulong address) in _locals)
            Add(name, type, address);
        foreach ((NameSlice name, (byte type, ulong address)) in _globals)
            Add(name, isHidden(name) ? (byte)char.ToLowerInvariant((char)type) : type, address);
        return list.Build();

        void Add(NameSlice name, byte type, ulong address)
        {
            name.Bytes.CopyTo(names.AsSpan(at));
            list.Add(address, type, at, name.Length, -1);
            at += name.Length;
        }
    }

    // Hidden ones have the letters of local symbols.
    static bool IsWeak(byte type) => type is (byte)'W' or (byte)'V' || char.IsAsciiLetterLower((char)type);
}
