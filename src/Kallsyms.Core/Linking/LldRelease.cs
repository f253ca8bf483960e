using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Running;

namespace Kallsyms.Linking;

/// <summary>
/// Determines which release of ld.lld a command runs: releases differ in how they treat sections that contain only labels.
/// </summary>
static partial class LldRelease
{
    /// <summary>Returns the first number of its version; null for another linker, one behind a compiler, or an unknown version.</summary>
    /// <param name="command">The link.</param>
    public static int? Of(LinkerCommandLine command)
    {
        if (!command.IsLld || !command.IsLinker)
            return null;
        try
        {
            Match version = Version().Match(Encoding.Latin1.GetString(ProgramOutput.Read(command.Program, ["--version"])));
            return version.Success ? int.Parse(version.Groups[1].Value, CultureInfo.InvariantCulture) : null;
        }
        catch (KallsymsException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"LLD (\d{1,4})\.")]
    private static partial Regex Version();
}
