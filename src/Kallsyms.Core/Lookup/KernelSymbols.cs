using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Kallsyms.Live;
using Kallsyms.Sources;
using Kallsyms.Symbols;
using Kallsyms.Symbols.Lists;

namespace Kallsyms.Lookup;

/// <summary>
/// The symbols of a kernel, for looking up addresses and names. Immutable and safe for concurrent use; lookups do not allocate.
/// </summary>
/// <example><code>
/// KernelSymbols symbols = KernelSymbols.Open("vmlinuz");
/// if (symbols.TryFind(0xffffffff81234567, out KernelSymbol symbol, out ulong offset))
///     Console.WriteLine($"{symbol.Name}+0x{offset:x}/0x{symbol.Size:x}");
/// </code></example>
public sealed class KernelSymbols : IReadOnlyList<KernelSymbol>
{
    const int MaxName = 1 << 12;

    readonly ulong[] _addresses;
    readonly string?[]? _modules;

    readonly SymbolPlaces _places;

    readonly ulong[] _ends;

    // The end of per-cpu symbols that are offsets rather than addresses (x86-64 up to 6.14).
    readonly Lazy<ulong> _endOfOffsets;

    // Whether all addresses are 32-bit ones that were sign-extended.
    readonly Lazy<bool> _areExtended;

    KernelSymbols(SymbolList list, string?[]? modules, bool isWide, ulong[] ends)
    {
        List = list;
        IsWide = isWide;
        _addresses = list.AddressColumn;
        _modules = modules;
        _ends = ends;
        _places = new(list, modules, ends);
        _endOfOffsets = new(() => PercpuSymbols.EndOfOffsets(list));
        _areExtended = new(() => isWide && list.WithoutSignExtension() is not null);
    }

    /// <summary>The symbols as columns, in address order.</summary>
    internal SymbolList List { get; }

    /// <inheritdoc/>
    public int Count => _addresses.Length;

    /// <summary>The symbol at a position in address order.</summary>
    public KernelSymbol this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
            return new(this, index);
        }
    }

    /// <summary>
    /// Reads the table of a kernel image (vmlinux, bzImage, zImage, Image, boot.img, uImage, FIT, a memory dump and others, compressed
    /// or not), the text of a System.map or /proc/kallsyms, or the symbols of an ELF file that has no table.
    /// </summary>
    /// <exception cref="KallsymsException">
    /// The file cannot be read (<see cref="ErrorKind.Unreadable"/>); it has no symbols, or a table whose addresses are not proved
    /// (<see cref="ErrorKind.Negative"/>).
    /// </exception>
    public static KernelSymbols Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using SymbolSource source = SymbolSource.Open(path);
        return From(source);
    }

    /// <summary>Reads symbols as <see cref="Open(string)"/> does, from a stream, which is read to its end and left open.</summary>
    /// <exception cref="KallsymsException">As for files.</exception>
    public static KernelSymbols Open(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(stream, CancellationToken.None);
    }

    /// <summary>
    /// Opens a file on a pool thread. On cancellation the task ends at once, while the read under way continues in the background until
    /// the file has been read, which takes at most a second for a kernel.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="KallsymsException">As for <see cref="Open(string)"/>.</exception>
    /// <exception cref="OperationCanceledException">The operation was cancelled.</exception>
    public static Task<KernelSymbols> OpenAsync(string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Task.Run(() => Open(path), cancellation).WaitAsync(cancellation);
    }

    /// <summary>
    /// Reads a stream on a pool thread. The stream must not be used until the task has ended; on cancellation that is after the read
    /// under way.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="cancellation">Cancels between two reads.</param>
    /// <exception cref="KallsymsException">As for files.</exception>
    /// <exception cref="OperationCanceledException">The operation was cancelled.</exception>
    public static Task<KernelSymbols> OpenAsync(Stream stream, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Task.Run(() => Read(stream, cancellation), cancellation);
    }

    /// <summary>
    /// Opens a file as <see cref="Open(string)"/> does, but returns false where that throws a <see cref="KallsymsException"/>.
    /// </summary>
    public static bool TryOpen(string path, [NotNullWhen(true)] out KernelSymbols? symbols)
    {
        try
        {
            symbols = Open(path);
            return true;
        }
        catch (KallsymsException)
        {
            symbols = null;
            return false;
        }
    }

    /// <summary>Creates the table from a list of symbols, sorting them by address; symbols of one address keep their order.</summary>
    /// <param name="symbols">The symbols.</param>
    /// <param name="modules">The module of each symbol, null for the kernel itself; null as a whole if all are the kernel's.</param>
    /// <param name="isWide">Whether addresses have 64 bits; null to decide by whether one needs more than 32.</param>
    /// <param name="ends">Addresses, ascending, at which a symbol ends although the next one starts farther on.</param>
    internal static KernelSymbols From(SymbolList symbols, string?[]? modules = null, bool? isWide = null, ulong[]? ends = null)
    {
        if (modules is not null)
            ArgumentOutOfRangeException.ThrowIfNotEqual(modules.Length, symbols.Count);
        ReadOnlySpan<ulong> addresses = symbols.Addresses;
        bool wide = isWide ?? addresses.IndexOfAnyInRange(1ul << 32, ulong.MaxValue) >= 0;
        for (int i = 1; i < addresses.Length; i++)
        {
            if (addresses[i] < addresses[i - 1])
                return Sort(symbols, modules, wide, ends ?? []);
        }
        return new(symbols, modules, wide, ends ?? []);
    }

    /// <summary>
    /// Takes the symbols of an opened input, an image or a list. Those of a dump of memory include the modules that were loaded, as far as
    /// the dump has them.
    /// </summary>
    /// <exception cref="KallsymsException">The input has no symbols.</exception>
    public static KernelSymbols From(SymbolSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return From(source, source.Kernel is { } kernel ? LoadedModules.Read(kernel) : null);
    }

    /// <summary>Takes the symbols of an opened input, and those of modules that were read from it.</summary>
    internal static KernelSymbols From(SymbolSource source, LoadedModules? loaded)
    {
        if (source.List is { } list)
            return From(list);
        if (loaded is null)
            return From(source.Symbols, isWide: source.Is64, ends: source.ImageTable?.Ends ?? source.Own?.Ends);
        (SymbolList symbols, string?[] modules) = loaded.Behind(source.Symbols);
        return From(symbols, modules, source.Is64);
    }

    /// <summary>Takes the symbols of a text. Undefined symbols have no address and are left out.</summary>
    /// <exception cref="KallsymsException">The text has no symbols.</exception>
    internal static KernelSymbols From(SymbolListFile text)
    {
        if (text.Symbols.Count == 0)
            throw new KallsymsException(ErrorKind.Unreadable, "is empty: a list of symbols was expected", text.Name);
        SymbolList list = text.Symbols;
        bool isWide = ListWidth.Is64(text);
        int[] defined = Enumerable.Range(0, list.Count).Where(i => !list.IsUndefined(i)).ToArray();
        if (text.ModuleOfEach() is { } modules)
            return From(list.Select(defined), Array.ConvertAll(defined, i => modules[i]), isWide);
        // Tools list symbols of one address by name; the kernel keeps them in table order.
        return From(list.Select(TableOrder.Sort(list, defined, SortChain.Full)), isWide: isWide);
    }

    /// <summary>
    /// The same symbols for a kernel loaded <paramref name="distance"/> bytes higher (KASLR). Absolute symbols (A), per-cpu symbols that
    /// are offsets, and symbols of modules keep their addresses.
    /// </summary>
    public KernelSymbols Moved(ulong distance)
    {
        if (distance == 0)
            return this;
        ulong mask = IsWide ? ulong.MaxValue : uint.MaxValue;
        var addresses = new ulong[Count];
        for (int i = 0; i < addresses.Length; i++)
            addresses[i] = Moves(i) ? _addresses[i] + distance & mask : _addresses[i];
        return From(List.WithAddresses(addresses), _modules, IsWide, _ends.Select(end => end + distance & mask).Order().ToArray());
    }

    /// <summary>Whether addresses have 64 bits.</summary>
    public bool IsWide { get; }

    /// <summary>
    /// An address as it is here. Tools print the same address with 8 digits, or sign-extended with 16; it is the other one if a symbol
    /// contains only that.
    /// </summary>
    internal ulong InWidth(ulong address)
    {
        ulong other = IsWide ? (ulong)(int)(uint)address : (uint)address;
        bool isSame = IsWide ? address <= uint.MaxValue && _areExtended.Value : address == (ulong)(int)(uint)address;
        return isSame && other != address && !TryFind(address, out _, out _) && TryFind(other, out _, out _) ? other : address;
    }

    /// <summary>
    /// Finds the symbol that contains an address: the last one at or below it and, of several at one address, the first, as the kernel
    /// chooses. Mapping symbols ($x, $d, .L) are skipped, and a symbol that only marks an end covers nothing but its own address.
    /// </summary>
    /// <param name="address">A link-time address, that is, without a KASLR offset.</param>
    /// <param name="symbol">The symbol, or <c>default</c> if there is none.</param>
    /// <param name="offset">The distance from the symbol to the address, in bytes.</param>
    /// <returns>False if the address is below all symbols, above all, or in a gap.</returns>
    public bool TryFind(ulong address, out KernelSymbol symbol, out ulong offset)
    {
        int place = _places.Find(address);
        ulong distance = place < 0 ? 0 : address - _places.Start(place);
        bool found = place >= 0 && (distance == 0 || distance < _places.Size(place));
        symbol = found ? new(this, _places.Symbol(place)) : default;
        offset = found ? distance : 0;
        return found;
    }

    /// <summary>
    /// Returns the symbol that contains an address, or null; see <see cref="TryFind(ulong, out KernelSymbol, out ulong)"/>.
    /// </summary>
    public KernelSymbol? Find(ulong address) => TryFind(address, out KernelSymbol symbol, out _) ? symbol : null;

    /// <summary>Returns the symbol of a name, or null; of several, the one with the lowest address.</summary>
    public KernelSymbol? Find(ReadOnlySpan<char> name)
    {
        Span<byte> buffer = stackalloc byte[MaxName];
        return Encoding.UTF8.TryGetBytes(name, buffer, out int length) ? Find(buffer[..length]) : null;
    }

    /// <summary>Returns the symbol of a name given as raw bytes, or null; of several, the one with the lowest address.</summary>
    public KernelSymbol? Find(ReadOnlySpan<byte> name) => List.ByName.Find(name) is >= 0 and int index ? new(this, index) : null;

    /// <summary>
    /// Returns the next symbol of the same name, or null: kernels have many static functions of the same name. A symbol of another
    /// table has none here.
    /// </summary>
    public KernelSymbol? FindNext(KernelSymbol previous) =>
        previous.IsOf(this) && List.ByName.Next(previous.Index) is >= 0 and int index ? new(this, index) : null;

    /// <summary>The symbols of that name, but no more than <see cref="Namesakes.MaxCount"/>.</summary>
    internal Namesakes Named(ReadOnlySpan<byte> name) => new(this, List.ByName.Find(name));

    /// <inheritdoc/>
    public IEnumerator<KernelSymbol> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return new(this, i);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Absolute symbols, per-cpu offsets and symbols of modules stay where they are.
    internal bool Moves(int index) => List.Types[index] is not ((byte)'A' or (byte)'a') && ModuleAt(index) is null
        && _addresses[index] >= _endOfOffsets.Value;

    /// <summary>Whether a number is an offset into per-cpu data, which starts at 0, rather than an address.</summary>
    internal bool IsOffset(ulong number) => number < _endOfOffsets.Value;

    internal string? ModuleAt(int index) => _modules?[index];

    internal ulong AddressAt(int index) => _addresses[index];

    // The number of symbols below an address.
    internal int FirstNotBelow(ulong address)
    {
        int low = 0;
        for (int high = _addresses.Length; low < high;)
        {
            int middle = (low + high) >>> 1;
            if (_addresses[middle] < address)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    // What else starts at the address of an end is no part of it.
    internal ulong SizeAt(int index) =>
        PlaceAt(index) is >= 0 and int place
            && (_places.Symbol(place) == index || !LinkerLabel.IsEnd(List.Name(index), List.Types[index])) ? _places.Size(place) : 0;

    // Names of one address share one place.
    internal int PlaceAt(int index) => _places.Of(index) is >= 0 and int place && _places.Start(place) == _addresses[index]
        ? place : -1;

    // The index of the symbol that names the next place, or -1.
    internal int SymbolBehind(int index) => _places.Of(index) + 1 is int next && next < _places.Count ? _places.Symbol(next)
        : -1;

    internal KernelSymbols Only(Func<KernelSymbol, bool> isKept)
    {
        int[] kept = Enumerable.Range(0, Count).Where(i => isKept(new(this, i))).ToArray();
        return kept.Length == Count ? this
            : new(List.Select(kept), _modules is null ? null : Array.ConvertAll(kept, i => _modules[i]), IsWide, _ends);
    }

    static KernelSymbols Read(Stream stream, CancellationToken cancellation)
    {
        using SymbolSource source = SymbolSource.Open(stream, (stream as FileStream)?.Name ?? "stream", cancellation);
        return From(source);
    }

    static KernelSymbols Sort(SymbolList symbols, string?[]? modules, bool isWide, ulong[] ends)
    {
        int[] order = RadixSort.Order(symbols.Addresses);
        return new(symbols.Select(order), modules is null ? null : Array.ConvertAll(order, i => modules[i]), isWide, ends);
    }
}
