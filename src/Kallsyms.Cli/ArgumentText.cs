namespace Kallsyms.Cli;

/// <summary>
/// Checks arguments. File names are bytes but arguments are text: anything that is not UTF-8 arrives with a replacement character, and
/// would name another file.
/// </summary>
static class ArgumentText
{
    const char Replacement = '\ufffd';

    /// <summary>Refuses arguments that were altered by decoding.</summary>
    /// <exception cref="KallsymsException">An argument is not UTF-8.</exception>
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
