using System.CommandLine;
using Kallsyms.Linking;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>Creates the options that several commands share, a new object for each command.</summary>
static class CommonOptions
{
    public static string LayoutHelp { get; } =
        "Table layout: linux- and a kernel release. An era's name stands for its last release "
        + $"({string.Join(", ", KernelRelease.EraNames)}), any other release for itself (linux-6.6).";

    public static Option<string> Output() =>
        new("--output", "-o") { Description = "Write to FILE; - is standard output.", HelpName = "FILE", DefaultValueFactory = _ => "-" };

    public static Option<bool> Json() => new("--json") { Description = "Print the result as JSON (docs/json.md)." };

    public static Option<string?> Html() =>
        new("--html") { Description = "Write one self-contained page to FILE; - is standard output.", HelpName = "FILE" };

    /// <summary>Refuses a page and JSON that would both go to standard output.</summary>
    public static void CheckOutputs(string? page, bool json)
    {
        if (page == "-" && json)
            throw new KallsymsException(ErrorKind.Usage, "--html - and --json would both write to standard output: give --html a file");
    }

    public static Option<bool> Quiet() => new("--quiet", "-q") { Description = "Print errors only." };

    public static Option<string> Colour() =>
        Choice("--color", "Colours: on a terminal without NO_COLOR, always, or never.", "auto", "always", "never");

    public static Option<bool> Verbose() => new("--verbose", "-v") { Description = "Say what is done, and what was guessed." };

    public static Option<string> Layout(string description) =>
        ReleaseChoice.Check(new("--layout") { Description = description, HelpName = "LAYOUT" }, "auto");

    public static Option<string> Compress() => Choice(
        "--compress", "kernel: byte-equal to the kernel's own tool. best: smaller, for the same readers.", "kernel", "best");

    public static string Name(Compression compression) => compression == Compression.Best ? "best" : "kernel";

    public static Option<string> Mode() => Choice(
        "--mode", "exact: no reserved byte is left over. single: one link whenever the estimated room is enough.", "exact", "single");

    public static LinkMode ParseMode(string? name) => name == "single" ? LinkMode.Single : LinkMode.Exact;

    public static string Name(LinkMode mode) => mode == LinkMode.Single ? "single" : "exact";

    public static Option<string?> Evidence() => new("--evidence") { Description = "Keep in DIR what each pass saw.", HelpName = "DIR" };

    public static Compression ParseCompress(string? name) => name == "best" ? Compression.Best : Compression.Kernel;

    public static Option<string?> Encoding() => OptionValues.Among(
        new Option<string?>("--encoding") { Description = "How addresses are stored, instead of the layout's own way." },
        [.. Enum.GetValues<AddressEncoding>().Where(one => one != AddressEncoding.PercpuAbsolute).Select(one => one.Text())]);

    public static AddressEncoding? ParseEncoding(string? name, bool percpu)
    {
        if (name is null)
            return null;
        AddressEncoding encoding = Enum.GetValues<AddressEncoding>().First(one => one.Text() == name);
        return encoding == AddressEncoding.BaseRelative ? AddressEncodingName.RelativeToBase(percpu) : encoding;
    }

    public static Option<string> Choice(string name, string description, params string[] values) =>
        OptionValues.Among(new Option<string>(name) { Description = description, DefaultValueFactory = _ => values[0] }, values);
}
