using Kallsyms.Linking.Running;

namespace Kallsyms.Linking.Kbuild;

/// <summary>The tree's assembler, called as all scripts call it for tables: with the variables that make has set.</summary>
static class TreeAssembler
{
    static readonly string[] _variables =
        ["CC", "NOSTDINC_FLAGS", "LINUXINCLUDE", "KBUILD_CPPFLAGS", "KBUILD_AFLAGS", "KBUILD_AFLAGS_KERNEL"];

    // Of the same meaning up to 2.6.23; later ones leave them to the user.
    static readonly (string Name, string Older)[] _older = [("KBUILD_CPPFLAGS", "CPPFLAGS"), ("KBUILD_AFLAGS", "AFLAGS")];

    /// <summary>Assembles a text; false if it does not.</summary>
    /// <param name="make">Variables of the build.</param>
    /// <param name="text">The text's path.</param>
    /// <param name="output">The object's path.</param>
    public static bool Run(KbuildVariables make, string text, string output)
    {
        IEnumerable<string> older = _older.Where(each => make.Value(each.Name) is null).Select(each => each.Older);
        string[] words = [.. _variables.Concat(older).SelectMany(make.Words)];
        if (words.Length == 0)
            return false;
        try
        {
            _ = ProgramOutput.Read(words[0], [.. words.Skip(1), "-c", "-o", output, text]);
            return true;
        }
        catch (KallsymsException)
        {
            return false;
        }
    }
}
