using System.Text;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Running;

namespace Kallsyms.Linking;

/// <summary>
/// Asks a program whether it is a linker or a compiler driver, which take options in other ways, if neither its name nor its arguments
/// tell.
/// </summary>
static class LinkerKind
{
    // How linkers begin what they say to --version; compiler drivers begin with their own name.
    static readonly string[] _linkers = ["GNU ld", "GNU gold", "LLD ", "mold ", "Wild "];

    /// <summary>Returns the command with what its program says; as it is, if the name tells, or if it makes no image.</summary>
    public static LinkerCommandLine Ask(LinkerCommandLine command, CancellationToken cancellation)
    {
        if (command.IsToolKnown || !command.MakesImage || command.Arguments.Any(IsOfDriver))
            return command;
        try
        {
            byte[] said = ProgramOutput.Read(command.Program, [.. command.Launched, "--version"], cancellation: cancellation);
            string first = Encoding.Latin1.GetString(said).Split('\n')[0];
            return Array.Exists(_linkers, linker => first.Contains(linker, StringComparison.Ordinal)) ? command.AsLinker() : command;
        }
        catch (KallsymsException)
        {
            return command; // what is wrong with it, the link itself will say
        }
    }

    static bool IsOfDriver(string argument) => argument.StartsWith("-Wl,", StringComparison.Ordinal) || argument is "-Xlinker"
        || argument.StartsWith("-fuse-ld=", StringComparison.Ordinal)
        || Path.GetExtension(argument) is ".c" or ".cc" or ".cpp" or ".cxx" or ".C" or ".S" or ".s";
}
