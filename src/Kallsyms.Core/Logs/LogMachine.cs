using System.Buffers;
using System.Text;
using Kallsyms.Elf;

namespace Kallsyms.Logs;

/// <summary>The machine that a log is of, from the words that only its register dumps have.</summary>
static class LogMachine
{
    static readonly (byte[] Word, ElfMachine Machine)[] _words =
        [.. MachineTable.Rows.SelectMany(row => row.LogWords, (row, word) => (Encoding.ASCII.GetBytes(word), row.Number))];

    static readonly SearchValues<string> _anyWord = SearchValues.Create(
        [.. MachineTable.Rows.SelectMany(row => row.LogWords)], StringComparison.Ordinal);

    /// <summary>The machine whose words a line has; None: nothing tells.</summary>
    public static ElfMachine Find(LogLine line)
    {
        if (!line.HasAny(_anyWord))
            return ElfMachine.None;
        foreach ((byte[] word, ElfMachine machine) in _words)
        {
            if (line.Text.IndexOf(word) >= 0)
                return machine;
        }
        return ElfMachine.None;
    }

    /// <summary>True for the head of a trace that a machine does not print.</summary>
    public static bool Denies(LogLine line, ElfMachine machine) =>
        machine != ElfMachine.None && line.Text[line.Body..].TrimEnd((byte)' ')
            .SequenceEqual(machine.Row().WritesSmallTrace ? "Call Trace:"u8 : "Call trace:"u8);

    /// <summary>Both may be one machine: dumps of the narrow and the wide kind of one family look alike.</summary>
    public static bool Agree(ElfMachine log, ElfMachine kernel) =>
        log == ElfMachine.None || kernel == ElfMachine.None || log.Row().LogFamily == kernel.Row().LogFamily;
}
