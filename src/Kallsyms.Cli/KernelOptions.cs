using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Kallsyms.Images;

namespace Kallsyms.Cli;

/// <summary>The options that select a kernel, shared by every command that reads an image.</summary>
sealed class KernelOptions
{
    readonly Option<int[]> _number = OptionValues.Counts(new("--kernel")
    {
        Description = "Take kernel N of an image that has several; kallsyms info lists them. Given twice, the second is for the second "
            + "image.",
        AllowMultipleArgumentsPerToken = false,
    });

    readonly Option<long[]> _offset = new("--at")
    {
        Description = "Take the kernel that lies at byte OFFSET of the file (0x1000000), or was unpacked from there.",
        HelpName = "OFFSET",
        CustomParser = Offsets,
    };

    readonly Option<bool> _running = new("--running")
    {
        Description = "Take the kernel that is running in a memory dump: its own page tables map it where it lies. Copies are refused.",
    };

    /// <summary>Adds these options to a command.</summary>
    public static KernelOptions AddTo(Command command)
    {
        var options = new KernelOptions();
        command.Add(options._number);
        command.Add(options._offset);
        command.Add(options._running);
        return options;
    }

    /// <summary>Returns the choice for an image.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="image">The number of the command's image, starting at 0.</param>
    /// <exception cref="KallsymsException">The options contradict each other.</exception>
    public KernelChoice Choice(ParseResult parsed, int image = 0)
    {
        int? number = Pick(parsed.GetValue(_number), image);
        long? offset = Pick(parsed.GetValue(_offset), image);
        bool running = parsed.GetValue(_running);
        return (number is null ? 0 : 1) + (offset is null ? 0 : 1) + (running ? 1 : 0) > 1
            ? throw new KallsymsException(ErrorKind.Usage, "--kernel, --at and --running each say which kernel is meant: give one of them")
            : new(number, offset, running);
    }

    static T? Pick<T>(T[]? values, int image)
        where T : struct => values is { Length: > 0 } ? values[Math.Min(image, values.Length - 1)] : null;

    static long[] Offsets(ArgumentResult argument)
    {
        var offsets = new List<long>();
        foreach (Token token in argument.Tokens)
        {
            bool isHex = token.Value.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
            if (long.TryParse(isHex ? token.Value.AsSpan(2) : token.Value, isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None,
                CultureInfo.InvariantCulture, out long offset) && offset >= 0)
            {
                offsets.Add(offset);
            }
            else
            {
                argument.AddError($"--at {token.Value}: expected a decimal number, or a hexadecimal one with 0x");
            }
        }
        return [.. offsets];
    }
}
