using Kallsyms.Elf;
using Kallsyms.Files;
using Kallsyms.Linking.Running;
using Microsoft.Win32.SafeHandles;

namespace Kallsyms.Linking.Programs;

/// <summary>
/// The recipe for images that are not kernels. As in a kernel, the size of a table depends on names, so it is written into an image
/// linked with the right room. If the finished image is to be stripped, the link is repeated with that option at the end.
/// </summary>
static class ProgramLink
{
    /// <summary>Links a program whose table is right, or leaves the previous output untouched.</summary>
    /// <param name="job">What to link. Its layout is not used.</param>
    /// <param name="layout">The table's layout.</param>
    /// <param name="notice">Receives a line for the user.</param>
    /// <param name="cancellation">Ends the linker and removes everything that was made so far.</param>
    /// <exception cref="KallsymsException">The linker failed, a file cannot be used, or no fixed point was found.</exception>
    public static ProgramReport Run(LinkJob job, IProgramLayout layout, Action<string> notice, CancellationToken cancellation)
    {
        string output = job.Command.Output;
        OutputFile.RequireFile(output);
        OutputOverInput.Check(job);
        using WorkDirectory work = WorkDirectory.Open(output, notice, cancellation);
        LinkInputs inputs = LinkInputs.Read(job, work, cancellation);
        // The room of the previous image is usually right for this one. Measured room only grows, so this ends.
        ElfObject room = layout.FirstRoom(inputs.Target, job.Command, inputs.Files);
        LinkJob stripping = job with { Command = ProgramCommand.Keeping(job.Command, room.Labels[0].Name) };
        LinkJob keeping = stripping with { Command = ProgramCommand.Unstripped(stripping.Command) };
        bool strips = ProgramCommand.Strips(job.Command);
        var linker = new LinkerCall(keeping, work, notice, cancellation);

        // Link with the symbols until the room is right.
        for (int pass = 1; ; pass++)
        {
            Link(linker, room, output);
            inputs.Stamps.Check();
            using LinkedProgram program = Named(linker.Image, output, () => LinkedProgram.Read(linker.Image, layout, room));
            ElfObject needed = program.Table.Room(inputs.Target, program.Address);
            if (!Fits(needed, room, mayBeLarger: pass > 1 && program.Table.TakesMoreRoom))
            {
                if (pass == job.MaxPasses)
                {
                    throw new KallsymsException(ErrorKind.Negative,
                        $"no fixed point after {pass} links: the table needs {needed.Contents.Length} bytes and had {room.Contents.Length}",
                        output);
                }
                room = needed;
                continue;
            }

            // From here on, addresses are final. A link without symbols must make the same image.
            int links = strips ? pass + 1 : pass;
            if (strips)
            {
                linker = new LinkerCall(stripping, work, notice, cancellation, linker);
                Link(linker, room, output);
            }
            Named(linker.Image, output, () => Finish(job, linker.Image, program, room.Contents.Length));
            cancellation.ThrowIfCancellationRequested();
            linker.PublishSideOutputs();
            using StagedFile image = work.FinishedImage(Path.GetFileName(output), output, cancellation);
            image.Commit();
            foreach (string unused in program.Table.Unused)
                notice(unused);
            return new(output, layout.Name, links, needed.Contents.Length, room.Contents.Length - needed.Contents.Length, program.Table);
        }
    }

    static bool Fits(ElfObject needed, ElfObject room, bool mayBeLarger) =>
        needed.Labels.SequenceEqual(room.Labels) && needed.Contents.Length == room.Contents.Length
        || mayBeLarger && needed.Contents.Length < room.Contents.Length;

    // What is wrong with the image is said of the user's file, wherever it is as yet.
    static T Named<T>(string image, string output, Func<T> use)
    {
        try
        {
            return use();
        }
        catch (KallsymsException e) when (e.File == image)
        {
            throw e.WithFile(output);
        }
    }

    static void Named(string image, string output, Action use) => Named(image, output, () =>
    {
        use();
        return output;
    });

    static void Link(LinkerCall linker, ElfObject room, string output)
    {
        try
        {
            using SafeFileHandle handle = linker.Prepare();
            RandomAccess.Write(handle, ElfObjectWriter.Write(room), 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw OutputFile.CannotWrite(output, e);
        }
        using ToolRun run = linker.Start();
        run.Finish();
    }

    // Writes the table into the finished image and reads it back from the file.
    static void Finish(LinkJob job, string path, LinkedProgram program, int room)
    {
        using ElfFile image = ElfFile.Open(path);
        SameMemory(program.Image, image);
        BuildId? buildId = job.RecomputeBuildId && !job.Command.NamesBuildId ? BuildId.Recognise(image) : null;
        long offset = image.OffsetOf(program.Address) ?? throw new KallsymsException(
            ErrorKind.Unreadable,
            $"the table at 0x{program.Address:x} is not in the file; the linker script must place .rodata where it is "
            + "loaded from the file, and not in a section that is NOLOAD", image.Name);
        var patch = new ImagePatch();
        patch.Put(offset, program.Table.Write(program.Address, room));
        patch.Apply(path);
        buildId?.Recompute(image).Apply(path);

        program.Table.Check(image.Source.Read(offset, room), program.Address, path);
    }

    // Links that differ only by -s must place everything at the same addresses, or the table would belong to another image.
    static void SameMemory(ElfFile made, ElfFile finished)
    {
        static IEnumerable<(string, ulong, long)> Loaded(ElfFile file) => file.Sections
            .Where(section => (section.Flags & SectionFlags.Alloc) != 0)
            .Select(section => (section.Name, section.Address, section.Size));
        if (!Loaded(made).SequenceEqual(Loaded(finished)))
            throw new KallsymsException(ErrorKind.Negative,
                "with -s the linker placed sections elsewhere than without; link without -s and strip afterwards", finished.Name);
    }
}
