using System.Text;
using Kallsyms.Images.Codecs;
using Kallsyms.Symbols;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Kallsyms.Tests.Images;

namespace Kallsyms.Tests.Cli;

/// <summary>Kernel images and texts in a directory that goes away with the test, and commands run in it.</summary>
sealed class KernelFiles : IDisposable
{
    /// <summary>A map that is easy to reckon with: two aliases, two functions of one name, and a number that is no address.</summary>
    public const string Map = """
        0000000000001000 A cpu_number
        ffffffff81000000 T _text
        ffffffff81000000 T _stext
        ffffffff81000010 t helper
        ffffffff81000040 T schedule
        ffffffff81000080 t helper
        ffffffff81000100 R linux_banner
        ffffffff81000180 B _end

        """;

    readonly Scratch _scratch = new();

    public SampleKernel Kernel { get; } = new() { Release = KernelRelease.Parse("linux-6.12") };

    /// <summary>What dump must print of the kernel.</summary>
    public string Listing
    {
        get
        {
            using var text = new MemoryStream();
            SystemMap.Write(text, Kernel.Symbols, Kernel.Format.Is64);
            return Encoding.UTF8.GetString(text.ToArray());
        }
    }

    /// <summary>The kernel, without anything around it.</summary>
    public byte[] Image { get; private set; } = [];

    public string this[string name] => _scratch[name];

    /// <summary>Writes the kernel as "Image" and, packed, as "bzImage".</summary>
    public static KernelFiles WithKernel(SampleKernel? kernel = null)
    {
        var files = new KernelFiles(kernel);
        files.Image = files.Kernel.Build();
        files.Write("Image", files.Image);
        files.Write("bzImage", Shells.BzImage(Packer.Pack(Codec.Zstd, files.Image)));
        return files;
    }

    /// <summary>Writes <see cref="Map"/> as "System.map".</summary>
    public static KernelFiles WithMap()
    {
        var files = new KernelFiles(null);
        files.Write("System.map", Encoding.ASCII.GetBytes(Map));
        return files;
    }

    KernelFiles(SampleKernel? kernel)
    {
        if (kernel is not null)
            Kernel = kernel;
    }

    public void Write(string name, byte[] bytes) => File.WriteAllBytes(this[name], bytes);

    public void Write(string name, string text) => _scratch.Write(name, text);

    public Command Run(params string[] arguments) => Command.Kallsyms(arguments, _scratch.Directory);

    public Command RunOn(string input, params string[] arguments) => Command.Kallsyms(arguments, _scratch.Directory, Encoding.Latin1.GetBytes(input));

    public void Dispose() => _scratch.Dispose();
}
