using System.Globalization;
using System.Text;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>The files of <see cref="Evidence"/> that are no lists of symbols, as they are written and read.</summary>
static class EvidenceText
{
    const string Release = "release";
    const string Members = "symbols";
    const string Percpu = "percpu-absolute";

    /// <summary>pass-N.sections: name, address, size and alignment, one section a line.</summary>
    public static byte[] OfSections(PassEvidence pass) => Lines(pass.Sections.Select(section =>
        $"{section.Name} {Address(pass, section.Address)} 0x{section.Size:x} 0x{section.Alignment:x}"));

    /// <summary>pass-N.table: label, address, bytes needed and bytes reserved, one sub-table a line.</summary>
    public static byte[] OfTable(PassEvidence pass) => Lines(pass.Table.Select(part =>
        $"{part.Part.Label()} {Address(pass, part.Address)} {part.Needed} {part.Reserved}"));

    /// <summary>pass-N.rules: what decides which symbols are in the table, and their letters.</summary>
    public static byte[] OfRules(PassEvidence pass) => Lines([
        $"{Release} {pass.Rules.Release.Name}", $"{Members} {(pass.Rules.TextOnly ? "text" : "all")}",
        $"{Percpu} {(pass.Rules.PercpuAbsolute ? "yes" : "no")}"]);

    /// <summary>The sections in a file, in address order; none where there is no such file.</summary>
    /// <exception cref="KallsymsException">It cannot be read, or holds something else.</exception>
    public static SectionPlace[] ReadSections(string path) => Fields(path, 4)
        .Select(fields => new SectionPlace(fields[0], Hex(path, fields[1]), Hex(path, fields[2]), Math.Max(Hex(path, fields[3]), 1)))
        .OrderBy(section => section.Address).ToArray();

    /// <summary>The sub-tables in a file; none where there is no such file.</summary>
    /// <exception cref="KallsymsException">It cannot be read, or holds something else.</exception>
    public static PassSubTable[] ReadTable(string path)
    {
        var table = new List<PassSubTable>();
        foreach (string[] fields in Fields(path, 4))
        {
            if (SubTables.WithLabel(fields[0]) is { } part)
                table.Add(new(part, Hex(path, fields[1]), Decimal(path, fields[2]), Decimal(path, fields[3])));
        }
        return table.ToArray();
    }

    /// <summary>The rules in a file; null: there is no such file.</summary>
    /// <exception cref="KallsymsException">It cannot be read, or names a release that is not known here.</exception>
    public static PassRules? ReadRules(string path)
    {
        var values = Fields(path, 2).DistinctBy(fields => fields[0]).ToDictionary(fields => fields[0], fields => fields[1]);
        if (!values.TryGetValue(Release, out string? name))
            return null;
        try
        {
            return new(KernelRelease.Parse(name), values.GetValueOrDefault(Members) == "text", values.GetValueOrDefault(Percpu) == "yes");
        }
        catch (KallsymsException e)
        {
            throw new KallsymsException(ErrorKind.Unreadable, e.Reason, path, inner: e);
        }
    }

    static byte[] Lines(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    static string Address(PassEvidence pass, ulong address) => "0x" + address.ToString(pass.Spec.Format.Is64 ? "x16" : "x8");

    // Section names may contain spaces; what follows them does not.
    static IEnumerable<string[]> Fields(string path, int count)
    {
        if (!File.Exists(path))
            yield break;
        foreach (string line in InputFile.ReadLines(path))
        {
            string[] fields = line.Split(' ');
            if (fields.Length >= count)
                yield return [string.Join(' ', fields[..^(count - 1)]), .. fields[^(count - 1)..]];
        }
    }

    static ulong Hex(string path, string text) =>
        ulong.TryParse(text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text, NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture, out ulong value)
            ? value : throw new KallsymsException(ErrorKind.Unreadable, $"'{text}' is not a hexadecimal number", path);

    static long Decimal(string path, string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value : throw new KallsymsException(ErrorKind.Unreadable, $"'{text}' is not a number of bytes", path);
}
