namespace Kallsyms.Linking.Kbuild.StandIns;

/// <summary>
/// Assembles a table as all scripts do, to see before the first link what the tree's table objects are like: whether they say that no stack
/// need be executable, how they align what is empty in them.
/// </summary>
static class SampleObject
{
    /// <summary>The object; null where it cannot be made so.</summary>
    /// <param name="text">A table as the tree's tool writes it.</param>
    /// <param name="make">Variables of the build.</param>
    /// <param name="directory">Where the object is made.</param>
    public static GivenTable? Assemble(byte[] text, KbuildVariables make, StandInDirectory directory)
    {
        string output = directory["sample.o"];
        return TreeAssembler.Run(make, directory.Write("sample.S", text), output) ? GivenTable.Find(output) : null;
    }
}
