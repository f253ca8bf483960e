using System.Text;
using Kallsyms.Live;
using Kallsyms.Lookup;
using Kallsyms.Sources;
using Kallsyms.Symbols;
using Xunit;

namespace Kallsyms.Tests.Images;

/// <summary>
/// Dumps of guests that tests/kernels/guest.sh has made: core and modules are what the guest itself printed, line by line.
/// </summary>
[Trait("Needs", "kernels")]
public class GuestDumpTests
{
    static readonly string _guests = Path.Combine(Environment.GetEnvironmentVariable("KALLSYMS_CACHE")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "kallsyms"), "guests");

    public static TheoryData<string> Dumps()
    {
        string[] files = !Directory.Exists(_guests) ? [] : [.. Directory.GetFiles(_guests, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) is not ("kallsyms" or "console"))
            .Select(file => Path.GetRelativePath(_guests, file)).Order()];
        return files.Length > 0 ? [.. files] : [""];
    }

    [Theory]
    [MemberData(nameof(Dumps))]
    public void CoreAndModulesAreWhatTheGuestPrinted(string dump)
    {
        Assert.SkipUnless(dump.Length > 0, $"no guest in {_guests}: tests/kernels/guest.sh makes them");
        using SymbolSource source = SymbolSource.Open(Path.Combine(_guests, dump));
        using var text = new MemoryStream();
        SystemMap.Write(text, source.Symbols, source.Is64);
        LoadedModules modules = LoadedModules.Read(source.Kernel!)!;
        Assert.Null(modules.Problem);
        modules.Write(text);
        string guest = File.ReadAllText(Path.Combine(_guests, Path.GetDirectoryName(dump)!, "kallsyms"));
        Assert.Equal(guest, Encoding.UTF8.GetString(text.ToArray()));
        Assert.Equal(Symbols(KernelSymbols.Open(Path.Combine(_guests, Path.GetDirectoryName(dump)!, "kallsyms"))), Symbols(KernelSymbols.From(source)));
    }

    static IEnumerable<string> Symbols(KernelSymbols symbols) =>
        symbols.Select(symbol => $"{symbol.Address:x} {symbol.Type} {symbol.Module}:{symbol.Name.TrimEnd()} 0x{symbol.Size:x}");
}
