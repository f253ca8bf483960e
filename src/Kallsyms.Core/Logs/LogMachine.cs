using System.Buffers;
using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.Logs;

/// <summary>Recognises the machine of a log by the words that only its register dumps have.</summary>
static class LogMachine
{
    static readonly (byte[] Word, ElfMachine Machine)[] _words =
        MachineTable.Rows.SelectMany(row => row.LogWords, (row, word) => (Encoding.ASCII.GetBytes(word), row.Number)).ToArray();

    static readonly SearchValues<string> _anyWord = SearchValues.Create(
        [.. MachineTable.Rows.SelectMany(row => row.LogWords)], StringComparison.Ordinal);

    /// <summary>Returns the machine whose words a line has; None if there are none.</summary>
    public static ElfMachine Find(LogLine line)
    {
        if (!line.HasAny(_anyWord))
            return ElfMachine.None;
        foreach ((byte[] word, ElfMachine machine) in _words)
        {
            if (HasWord(line.Text, word))
                return machine;
        }
        return ElfMachine.None;
    }

    // "pstate: " of arm64 is no part of "intel_pstate: ".
    static bool HasWord(ReadOnlySpan<byte> text, byte[] word)
    {
        bool isOpen = !char.IsAsciiLetterOrDigit((char)word[0]);
        for (int at = 0; text[at..].IndexOf(word) is >= 0 and int next; at += next + 1)
        {
            if (isOpen || at + next == 0 || !IsOfName(text[at + next - 1]))
                return true;
        }
        return false;
    }

    static bool IsOfName(byte value) => char.IsAsciiLetterOrDigit((char)value) || value == '_';

    /// <summary>Whether a line is the head of a trace that a machine does not print.</summary>
    public static bool Denies(LogLine line, ElfMachine machine) =>
        machine != ElfMachine.None && line.IsTraceHead
            && line.Text[line.Body..].StartsWith(machine.Row().WritesSmallTrace ? "Call Trace:"u8 : "Call trace:"u8);

    /// <summary>Whether both may be the same machine: dumps of the 32-bit and 64-bit variants of a family look alike.</summary>
    public static bool Agree(ElfMachine log, ElfMachine kernel) =>
        log == ElfMachine.None || kernel == ElfMachine.None || log.Row().LogFamily == kernel.Row().LogFamily;
}
