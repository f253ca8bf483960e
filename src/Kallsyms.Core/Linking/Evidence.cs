using System.Text;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>
/// What each pass saw, as plain files that can be read and compared: pass-N.symbols (all that nm -n lists), pass-N.map (System.map),
/// pass-N.sections (name, address, size, alignment) and pass-N.table (label, address, bytes needed, bytes reserved).
/// </summary>
public sealed class Evidence
{
    Evidence(string directory) => Directory = directory;

    /// <summary>Where the files are.</summary>
    public string Directory { get; }

    internal static Evidence? Start(LinkJob job)
    {
        if (job.EvidenceDirectory is not { } directory)
            return null;
        Guard(directory, () =>
        {
            System.IO.Directory.CreateDirectory(directory);
            foreach (string old in System.IO.Directory.EnumerateFiles(directory, "pass-*"))
                File.Delete(old);
        });
        return new(directory);
    }

    /// <summary>pass-0.symbols: what was expected before the first link; addresses mean nothing there.</summary>
    internal void WriteEstimate(SymbolList symbols) => Guard(Directory, () =>
    {
        using FileStream stream = Create("pass-0.symbols");
        SystemMap.Write(stream, symbols, wide: true);
    });

    internal void Write(PassEvidence pass) => Guard(Directory, () => WriteFiles(pass));

    void WriteFiles(PassEvidence pass)
    {
        bool wide = pass.Spec.Format.Is64;
        string digits = wide ? "x16" : "x8";
        using (FileStream stream = Create($"pass-{pass.Number}.symbols"))
            SystemMap.Write(stream, pass.Symbols, wide);
        using (FileStream stream = Create($"pass-{pass.Number}.map"))
            SystemMap.Write(stream, pass.Map, wide);

        var sections = new StringBuilder();
        foreach (PassSection section in pass.Sections)
            sections.Append($"{section.Name} 0x{section.Address.ToString(digits)} 0x{section.Size:x} 0x{section.Alignment:x}\n");
        WriteText($"pass-{pass.Number}.sections", sections);

        var table = new StringBuilder();
        foreach (PassSubTable part in pass.Table)
            table.Append($"{part.Part.Label()} 0x{part.Address.ToString(digits)} {part.Needed} {part.Reserved}\n");
        WriteText($"pass-{pass.Number}.table", table);
    }

    static void Guard(string directory, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KallsymsException(ErrorKind.Unreadable, $"evidence cannot be kept there: {e.Message}", directory, inner: e);
        }
    }

    FileStream Create(string name) => File.Create(Path.Combine(Directory, name));

    void WriteText(string name, StringBuilder text) => File.WriteAllText(Path.Combine(Directory, name), text.ToString());
}
