using Kallsyms.Elf;
using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Tables;
using Kallsyms.Tests.Fixtures;
using Xunit;

namespace Kallsyms.Tests.Linking;

/// <summary>What a tool makes of a linked image is written into that image.</summary>
[RunsKallsyms]
public sealed class ImageContentsTests : IDisposable
{
    readonly LinkDirectory _here = new();

    public ImageContentsTests()
    {
        Command.Require("gcc");
        _here.Compile("main.o");
    }

    [Fact]
    public void TheImageIsAsIfTheContentsHadBeenLinked()
    {
        Assert.Equal(LinkResult.Published, Link(Job("linked", "made of it")).Result);
        var contents = new Contents(image => Patch(image, "made of it"));
        Assert.Equal(LinkResult.Published, Link(Job("patched", "???? ?? ??") with { Contents = contents }).Result);
        Assert.Equal(File.ReadAllBytes(_here["linked"]), File.ReadAllBytes(_here["patched"]));
        _here.IsConsistent("patched");
    }

    [Fact]
    public void TheToolSeesTheImageBeforeAnythingIsWrittenIntoIt()
    {
        byte[] seen = [];
        string path = "";
        Link(Job("image", "types") with
        {
            Contents = new Contents(image =>
            {
                path = image.Name;
                seen = image.Read(image.FindSection(".types")!);
                return new();
            }),
        });
        Assert.Equal("types"u8, seen);
        Assert.EndsWith("/image", path);
    }

    [Fact]
    public void AnImageThatCannotTakeThemIsNotPublished()
    {
        LinkOutcome outcome = Link(Job("image", "types") with { Contents = new Contents(_ => null) });
        Assert.Equal(LinkResult.RefusedContents, outcome.Result);
        Assert.Equal("the image cannot take what was made from it", outcome.Summary);
        NothingIsLeft();
    }

    [Fact]
    public void AToolThatFailsLeavesNothing()
    {
        var failure = new KallsymsException(ErrorKind.Tool, "no types");
        Assert.Same(failure, Assert.Throws<KallsymsException>(
            () => Link(Job("image", "types") with { Contents = new Contents(_ => throw failure) })));
        NothingIsLeft();
    }

    public void Dispose() => _here.Dispose();

    void NothingIsLeft() => Assert.DoesNotContain(Directory.EnumerateFileSystemEntries(_here.Path), path => Path.GetFileName(path).Contains("image"));

    static LinkOutcome Link(LinkJob job) => KernelLink.Run(job, _ => { }, TestContext.Current.CancellationToken);

    LinkJob Job(string output, string types)
    {
        _here.Write("types.s", $".section .types,\"a\"\n.ascii \"{types}\"\n.section .note.GNU-stack,\"\"\n");
        _here.Run("gcc", "-c", "types.s", "-o", "types.o");
        return new(
            LinkerCommandLine.Parse(["gcc", "-Wl,--build-id=sha1", _here["main.o"], _here["types.o"], "-o", _here[output]]), KernelRelease.Newest)
        {
            RecomputeBuildId = true,
        };
    }

    static ImagePatch Patch(ElfFile image, string types)
    {
        var patch = new ImagePatch();
        patch.Put(image.FindSection(".types")!.Offset, System.Text.Encoding.ASCII.GetBytes(types));
        return patch;
    }

    sealed class Contents(Func<ElfFile, ImagePatch?> make) : IImageContents
    {
        public ImagePatch? Make(string path, ElfFile image, CancellationToken cancellation) => make(image);
    }
}
