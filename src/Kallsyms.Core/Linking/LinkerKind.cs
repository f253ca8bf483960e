using System.Text;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Running;

namespace Kallsyms.Linking;

/// <summary>Asks a program whose name does not tell whether it is a linker or a compiler driver, which take options in other ways.</summary>
static class LinkerKind
{
    // How linkers begin what they say to --version; compiler drivers begin with their own name.
    static readonly string[] _linkers = ["GNU ld", "GNU gold", "LLD ", "mold ", "Wild "];

    /// <summary>Returns the command with what its program says; as it is, if the name tells, or if it makes no image.</summary>
    public static LinkerCommandLine Ask(LinkerCommandLine command, CancellationToken cancellation)
    {
        if (command.IsToolKnown || !command.MakesImage)
            return command;
        try
        {
            byte[] said = ProgramOutput.Read(command.Program, [.. command.Launched, "--version"], cancellation: cancellation);
            string first = Encoding.Latin1.GetString(said).Split('\n')[0];
            return Array.Exists(_linkers, linker => first.Contains(linker, StringComparison.Ordinal)) ? command.AsLinker() : command;
        }
        catch (KallsymsException)
        {
            return command; // what it cannot say is said, if it fails, by the link itself
        }
    }
}
