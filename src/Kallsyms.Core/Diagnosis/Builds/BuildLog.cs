using System.Text;
using Kallsyms.Elf;
using Kallsyms.Symbols.Lists;

namespace Kallsyms.Diagnosis.Builds;

/// <summary>
/// What the tools of a kernel's link say in the log of a build when they fail. A log has no symbols, but often tells the class, and what
/// to do next.
/// </summary>
static class BuildLog
{
    // A tool's words are short, and its line is shown.
    const int MaxShown = 160;

    const string Lists = "the list that the table is made from is empty, cut off or no list: nm failed, the disk is full, or two builds "
        + "share the tree. Look at the lines before it, then build again";

    // The first message that any line has decides: those that end a build come before those that do not.
    static readonly Message[] _messages =
    [
        new(["symbol value 0x", " out of range"], IncidentClass.Range,
            "offsets of 32 bits count from the lowest symbol, and the tool names the first symbol that it cannot reach from there. Usually "
            + "the lowest is to blame: kallsyms explain BUILD_DIR names it, and so does nm -n .tmp_vmlinux1 | head"),
        new(["kallsyms failure: unexpected huge symbol length"], IncidentClass.Range,
            "a name is too long for the table: nm .tmp_vmlinux1 | awk '{ print length($3), $3 }' | sort -n | tail shows it"),
        new(["kallsyms failure: unexpected zero symbol length"], IncidentClass.Artifacts, Lists),
        new(["kallsyms failure: unable to allocate"], null, "scripts/kallsyms ran out of memory: build with fewer jobs"),
        new(["No valid symbol."], IncidentClass.Artifacts, Lists),
        new(["line format error"], IncidentClass.Artifacts, Lists),
        new(["Read error or end of file."], IncidentClass.Artifacts, Lists),
        new(["cmp: ", "System.map"], IncidentClass.Artifacts,
            "one of the two lists that the build compares was not written, or not to its end: kallsyms map vmlinux > System.map makes it "
            + "from the image"),
        new([" out of range", "kallsyms_"], IncidentClass.OwnLabels, FirstLink),
        new(["relocation truncated to fit", "kallsyms_"], IncidentClass.OwnLabels, FirstLink),
        new(["undefined reference to", "kallsyms_"], IncidentClass.OwnLabels, OtherTool),
        new(["undefined symbol: kallsyms_"], IncidentClass.OwnLabels, OtherTool),
        new(["Inconsistent kallsyms data"], null, null),
        new(["Failed to generate BTF"], null, Btf),
        new(["FAILED", "BTF"], null, Btf),
        new(["FAILED unresolved symbol"], null, Btf),
        new(["Failed to sort kernel tables"], null,
            "scripts/sorttable could not sort the tables of exceptions and of the unwinder; the line before it says why"),
        new(["No space left on device"], null, "make room on the disk, and build again"),
        new(["link-vmlinux.sh", "Killed"], null, "the kernel ended a tool, as it does where memory runs out: build with fewer jobs"),
        new([": undefined reference to "], null, Link),
        new(["undefined symbol: "], null, Link),
        new(["relocation truncated to fit"], null, Link),
        new(["too long for kallsyms ("], IncidentClass.Range,
            "the tool leaves such a name out and goes on. To have it in the table, raise KSYM_NAME_LEN (512 from 6.1 on); if the build "
            + "failed, another line says why"),
    ];

    const string FirstLink =
        "in the first link, which has no table yet, its labels are weak and lie at address 0, beyond the reach of code. From 6.10 on, "
        + "every link has them; kallsyms link needs no link without them";

    const string OtherTool =
        "the object of the table lacks a label that the kernel uses: scripts/kallsyms is that of another release, or its output was "
        + "cut off. Remove scripts/kallsyms and .tmp_kallsyms*, .tmp_vmlinux*, and build again";

    const string Btf = "pahole or resolve_btfids failed; the lines before it say why. Without CONFIG_DEBUG_INFO_BTF neither is needed";

    const string Link = "the linker found an error before there was a table; its message says which";

    sealed record Message(string[] Words, IncidentClass? Class, string? Meaning);

    /// <summary>
    /// Says which line of a build's log tells why it failed, and what that means; null if none does, or if only its lists can tell.
    /// </summary>
    public static string? WhatFailed(ByteSource source)
    {
        int best = _messages.Length;
        (long Number, string Text) said = (0, "");
        bool isLog = false;
        using TextLines? lines = TextLines.TryOpen(new SourceStream(source), source.Name);
        try
        {
            while (lines?.TryRead(out ReadOnlySpan<byte> bytes) == true)
            {
                string line = Encoding.UTF8.GetString(bytes);
                isLog |= ForeignText.IsOfBuild(line);
                int found = Array.FindIndex(_messages, 0, best, message => Array.TrueForAll(message.Words, line.Contains));
                if (found >= 0)
                    (best, said) = (found, (lines.Number, line.Trim()));
            }
        }
        catch (KallsymsException)
        {
            // A line that no list has is in no log of a build either; who reads the list reports it.
            return null;
        }
        if (!isLog || best == _messages.Length || _messages[best].Meaning is not { } meaning)
            return null;
        string what = _messages[best].Class is { } kind ? $"class {kind.Text()} ({kind.Title()})" : "no matter of symbols";
        string text = said.Text.Length > MaxShown ? said.Text[..MaxShown] + "..." : said.Text;
        return $"Line {said.Number}, '{text}', is {what}: {meaning}";
    }
}
