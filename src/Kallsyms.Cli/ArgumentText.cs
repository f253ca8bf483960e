namespace Kallsyms.Cli;

/// <summary>
/// Names of files are bytes, and arguments are text: what is not UTF-8 comes in with a replacement character and would name another file.
/// </summary>
static class ArgumentText
{
    const char Replacement = '\ufffd';

    /// <summary>Refuses arguments that are not what was typed.</summary>
    /// <exception cref="KallsymsException">One is not UTF-8.</exception>
    public static string[] Check(string[] arguments)
    {
        foreach (string argument in arguments)
        {
            if (argument.Contains(Replacement, StringComparison.Ordinal))
            {
                throw new KallsymsException(
                    ErrorKind.Usage,
                    $"'{argument}' is not UTF-8, and would name another file: give it a name that is, by a symbolic link for example");
            }
        }
        return arguments;
    }
}
