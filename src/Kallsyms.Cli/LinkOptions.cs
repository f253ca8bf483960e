using System.CommandLine;
using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Programs;
using Kallsyms.OtherTables;
using Kallsyms.Tables;

namespace Kallsyms.Cli;

/// <summary>The options of kallsyms link that say what to link, and how.</summary>
sealed class LinkOptions
{
    readonly Option<string?> _layout = LinkLayout.Option();
    readonly Option<string?> _symbols = OptionValues.Among(new Option<string?>("--symbols")
    {
        Description = "Which symbols go into the table. text: those in executable sections (for a kernel, in its text ranges); the default "
            + "for the layout image. functions: those with a size; only for the layout image. all: the default for kernels' layouts.",
    }, "text", "functions", "all");
    readonly ImageLayoutOptions _image = new();
    readonly Option<string?> _encoding = CommonOptions.Encoding();
    readonly Option<bool> _percpu = new("--percpu-absolute")
    {
        Description = "Per-cpu symbols are absolute (x86-64 SMP, 3.15 to 6.14); recognised automatically.",
    };
    readonly Option<bool> _lto = new("--lto-clang")
    {
        Description = "The index by name ignores the suffixes of clang's LTO, as in kernels 6.2 to 6.10 built with it.",
    };
    readonly Option<string> _compress = CommonOptions.Compress();
    readonly Option<string> _mode = CommonOptions.Mode();
    readonly Option<string> _buildId = CommonOptions.Choice(
        "--build-id", "keep: the build id that the linker wrote. recompute: what it would have written for the finished file.",
        "keep", "recompute");
    readonly Option<string?> _map = new("--map") { Description = "Write System.map to FILE.", HelpName = "FILE" };
    readonly Option<string?> _evidence = CommonOptions.Evidence();
    readonly Option<string> _objectName = new("--object-name")
    {
        Description = "File name of the table object, which some linkers record in the image's symbol table.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "kallsyms.o",
    };
    readonly Option<int?> _maxPasses = OptionValues.Count(new("--max-passes")
    {
        Description = "Give up after N links.",
        DefaultValueFactory = _ => 10,
    });

    public LinkOptions()
    {
        _objectName.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is not { Length: > 0 } name || name.Contains('/') || name is "." or "..")
                result.AddError("--object-name must be a file name without directories");
        });
        _map.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is "" or "-")
                result.AddError("--map needs a file name; kallsyms map prints the System.map of an image");
        });
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])
            [_layout, _symbols, _encoding, _percpu, _lto, _compress, _mode, _buildId, _map, _evidence, _objectName, _maxPasses,
                .. _image.All])
            command.Add(option);
    }

    // Options that only apply to Linux layouts.
    Option[] LinuxAlone => [_encoding, _percpu, _lto, _compress, _mode, _map, _evidence];

    /// <summary>
    /// Returns the link of a program, whose table has the layout image or that of another kernel; null for Linux layouts.
    /// </summary>
    /// <exception cref="KallsymsException">Options of different layouts are combined.</exception>
    public (LinkJob Job, IProgramLayout Table)? Program(ParseResult parsed, LinkerCommandLine link)
    {
        string? name = parsed.GetValue(_layout);
        string? linux = LinuxAlone.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false })?.Name;
        string? image = _image.Given(parsed) ?? (parsed.GetValue(_symbols) == "functions" ? "--symbols functions" : null);
        OtherKernel? other = OtherKernel.Find(name);
        bool isImage = other is null && LinkLayout.IsImage(name, link);
        if (!isImage && image is not null)
            throw new KallsymsException(ErrorKind.Usage, $"{image} is for --layout image; kernels' layouts have what kernels have");
        if (!isImage && other is null)
            return null;
        if (linux is not null)
            throw new KallsymsException(ErrorKind.Usage, $"{linux} is for Linux's layouts, and {Chosen(name)}; leave it out, or say "
                + $"--layout {KernelRelease.Newest.Name}"
                + (linux == _map.Name ? "; kallsyms map writes the System.map of a linked image" : ""));
        var job = new LinkJob(link, KernelRelease.Newest)
        {
            ObjectName = parsed.GetValue(_objectName)!,
            MaxPasses = parsed.GetValue(_maxPasses)!.Value,
            RecomputeBuildId = parsed.GetValue(_buildId) == "recompute",
        };
        string? symbols = parsed.GetValue(_symbols);
        return (job, other is { } kernel ? new OtherProgramLayout(kernel, allSymbols: symbols != "text")
            : new ImageProgramLayout(_image.Read(parsed, symbols ?? "text")));
    }

    static string Chosen(string? layout) =>
        layout is null ? "an output that is not called vmlinux gets the layout image" : $"--layout {layout} goes without it";

    /// <summary>Returns the link of a kernel, or of anything else with a kernel's layout.</summary>
    public LinkJob Job(ParseResult parsed, LinkerCommandLine link)
    {
        KernelRelease layout = ReleaseChoice.ForLink(parsed.GetValue(_layout), link);
        bool percpu = parsed.GetValue(_percpu);
        return new(link, layout)
        {
            Mode = CommonOptions.ParseMode(parsed.GetValue(_mode)),
            TextOnly = parsed.GetValue(_symbols) == "text",
            Encoding = CommonOptions.ParseEncoding(parsed.GetValue(_encoding), percpu),
            PercpuAbsolute = percpu ? true : null,
            LtoSuffix = parsed.GetValue(_lto) ? layout.TableFormat.LtoSuffix : LtoSuffix.None,
            ObjectName = parsed.GetValue(_objectName)!,
            Compression = CommonOptions.ParseCompress(parsed.GetValue(_compress)),
            MaxPasses = parsed.GetValue(_maxPasses)!.Value,
            RecomputeBuildId = parsed.GetValue(_buildId) == "recompute",
            MapFile = parsed.GetValue(_map),
            EvidenceDirectory = parsed.GetValue(_evidence),
        };
    }
}
