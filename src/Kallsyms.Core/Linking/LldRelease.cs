using System.Buffers.Text;
using Kallsyms.Elf;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Running;

namespace Kallsyms.Linking;

/// <summary>
/// Determines which release of ld.lld a command runs: releases differ in how they treat sections that contain only labels.
/// </summary>
static class LldRelease
{
    const long LargestRead = 16 << 20;

    /// <summary>Returns the first number of its version; null for another linker, one behind a compiler, or an unknown version.</summary>
    /// <param name="command">The link.</param>
    public static int? Of(LinkerCommandLine command)
    {
        if (!command.IsLld || !command.IsLinker)
            return null;
        string? path = command.Program.Contains('/') ? command.Program : InstalledProgram.Find(command.Program);
        return (path is null ? null : InFile(path)) ?? Asked(command.Program);
    }

    /// <summary>
    /// Returns the number that a program holds in the text that it prints: found in a tenth of the time that it takes to start it. Null if
    /// it is no ELF program, is linked with all of LLVM, or holds none or several numbers.
    /// </summary>
    /// <param name="path">The program.</param>
    public static int? InFile(string path)
    {
        try
        {
            using ByteSource source = ByteSource.OpenFile(path);
            if (source.Length > LargestRead || !ElfFile.IsElf(source))
                return null;
            return Numbers(source.Read(0, source.Length)).Distinct().ToArray() is [var only] ? only : null;
        }
        catch (KallsymsException)
        {
            return null;
        }
    }

    static List<int> Numbers(ReadOnlySpan<byte> program)
    {
        var numbers = new List<int>();
        while (program.IndexOf(Name) is >= 0 and var at)
        {
            program = program[(at + Name.Length)..];
            if (Utf8Parser.TryParse(program, out int number, out int digits) && program[digits..].StartsWith("."u8))
                numbers.Add(number);
        }
        return numbers;
    }

    static int? Asked(string program)
    {
        try
        {
            return Numbers(ProgramOutput.Read(program, ["--version"])) is [var number, ..] ? number : null;
        }
        catch (KallsymsException)
        {
            return null;
        }
    }

    static ReadOnlySpan<byte> Name => "LLD "u8;
}
