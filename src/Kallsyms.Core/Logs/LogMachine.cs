using Kallsyms.Elf;

namespace Kallsyms.Logs;

/// <summary>The machine that a log is of, from the words that only its register dumps have.</summary>
static class LogMachine
{
    static readonly (byte[] Word, ElfMachine Machine)[] _words =
    [
        ("RIP: 0010:"u8.ToArray(), ElfMachine.X8664), ("R13: "u8.ToArray(), ElfMachine.X8664), ("EIP: 0060:"u8.ToArray(), ElfMachine.I386),
        ("EAX: "u8.ToArray(), ElfMachine.I386), ("x29: "u8.ToArray(), ElfMachine.AArch64), ("pstate: "u8.ToArray(), ElfMachine.AArch64),
        ("PC is at "u8.ToArray(), ElfMachine.Arm), ("]    psr: "u8.ToArray(), ElfMachine.Arm), ("]    lr : [<"u8.ToArray(), ElfMachine.Arm),
        ("$ 0   : "u8.ToArray(), ElfMachine.Mips), ("epc   : "u8.ToArray(), ElfMachine.Mips), ("NIP: "u8.ToArray(), ElfMachine.PowerPc64),
        ("NIP ["u8.ToArray(), ElfMachine.PowerPc64), ("GPR00: "u8.ToArray(), ElfMachine.PowerPc64),
        ("Krnl PSW : "u8.ToArray(), ElfMachine.S390),
        ("Krnl GPRS:"u8.ToArray(), ElfMachine.S390), ("status: 00000"u8.ToArray(), ElfMachine.RiscV),
        ("epc : "u8.ToArray(), ElfMachine.RiscV),
        (" CRMD: "u8.ToArray(), ElfMachine.LoongArch), (" ERA: "u8.ToArray(), ElfMachine.LoongArch),
        ("TPC: "u8.ToArray(), ElfMachine.SparcV9),
        ("PC: [<"u8.ToArray(), ElfMachine.M68k),
    ];

    /// <summary>The machine whose words a line has; None: nothing tells.</summary>
    public static ElfMachine Find(ReadOnlySpan<byte> line)
    {
        foreach ((byte[] word, ElfMachine machine) in _words)
        {
            if (line.IndexOf(word) >= 0)
                return machine;
        }
        return ElfMachine.None;
    }

    /// <summary>
    /// True for the head of a trace that a machine does not print: arm and arm64 write "Call trace:", the others "Call Trace:".
    /// </summary>
    public static bool Denies(ReadOnlySpan<byte> line, ElfMachine machine) => machine switch
    {
        ElfMachine.None => false,
        ElfMachine.Arm or ElfMachine.AArch64 => line.IndexOf("Call Trace:"u8) >= 0,
        _ => line.IndexOf("Call trace:"u8) >= 0,
    };

    /// <summary>Both may be one machine: dumps of the narrow and the wide kind of one family look alike.</summary>
    public static bool Agree(ElfMachine log, ElfMachine kernel) =>
        log == ElfMachine.None || kernel == ElfMachine.None || Family(log) == Family(kernel);

    static ElfMachine Family(ElfMachine machine) => machine == ElfMachine.PowerPc ? ElfMachine.PowerPc64 : machine;
}
