using Kallsyms.Linking.Running;

namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// Assembles a table as all scripts do, with the variables that make has set, to see before the first link what the tree's table objects
/// are like: whether they say that no stack need be executable, how they align what is empty in them.
/// </summary>
static class SampleObject
{
    static readonly string[] _variables =
        ["CC", "NOSTDINC_FLAGS", "LINUXINCLUDE", "KBUILD_CPPFLAGS", "KBUILD_AFLAGS", "KBUILD_AFLAGS_KERNEL"];

    // Of the same meaning up to 2.6.23; later ones leave them to the user.
    static readonly (string Name, string Older)[] _older = [("KBUILD_CPPFLAGS", "CPPFLAGS"), ("KBUILD_AFLAGS", "AFLAGS")];

    /// <summary>The object; null where it cannot be made so.</summary>
    /// <param name="text">A table as the tree's tool writes it.</param>
    /// <param name="make">Variables of the build.</param>
    /// <param name="directory">Where the object is made.</param>
    public static GivenTable? Assemble(byte[] text, KbuildVariables make, StandInDirectory directory)
    {
        string output = directory["sample.o"];
        IEnumerable<string> older = _older.Where(each => make.Value(each.Name) is null).Select(each => each.Older);
        string[] words = [.. _variables.Concat(older).SelectMany(make.Words)];
        if (words.Length == 0)
            return null;
        try
        {
            _ = ProgramOutput.Read(words[0], [.. words.Skip(1), "-c", "-o", output, directory.Write("sample.S", text)]);
            return GivenTable.Find(output);
        }
        catch (KallsymsException)
        {
            return null;
        }
    }
}
