using Kallsyms.Elf;
using Kallsyms.Files;
using Kallsyms.Symbols;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>
/// The recipe. A table's size depends on the names and types of the symbols, not on their addresses: once an image was linked with
/// room of the right size, the table is written into it instead of linking again.
/// </summary>
static class KernelLink
{
    const string MapName = "System.map";

    /// <summary>Links an image whose table is right, or leaves the previous output as it was.</summary>
    /// <param name="job">What to link, and how.</param>
    /// <param name="notice">Takes a line for the user, such as that another link is waited for.</param>
    /// <param name="cancellation">Ends the linker and removes everything that was made.</param>
    /// <exception cref="KallsymsException">The linker failed, a file cannot be used, or no fixed point was found.</exception>
    public static LinkReport Run(LinkJob job, Action<string> notice, CancellationToken cancellation)
    {
        string output = job.Command.Output;
        OutputFile.RequireFile(output);
        IReadOnlyList<string> inputs = LinkInputs.Files(job.Command);
        OutputOverInput.Check(job, inputs);
        using WorkDirectory work = WorkDirectory.Open(output, notice, cancellation);
        var linker = new LinkerCall(job, work, notice, cancellation);
        InputStamps stamps = InputStamps.Take(inputs);
        ElfTarget target = job.ObjectLike ?? LinkInputs.Target(inputs) ?? CompilerTarget.Find(job.Command, work, cancellation);
        target.RequireKnownMachine();
        Evidence? evidence = Evidence.Start(job);

        // Link with room for a table until the room is right. Room only grows, so that this ends.
        var reports = new List<PassReport>();
        Table? before = null;
        LinkPass pass = LinkPass.Run(job, target, () => Expectation.Of(job, target, evidence), 1, linker);
        while (true)
        {
            stamps.Check();
            reports.Add(pass.Report);
            PassEvidence seen = PassEvidence.Of(pass);
            job.Watch?.Invoke(seen);
            evidence?.Write(seen);
            Reservation room = pass.Expected.Room;
            if (room.Accepts(pass.Table.Sizes, job.Mode))
                break;
            if (reports.Count == job.MaxPasses)
                throw NoFixedPoint.Error(pass, before, evidence);
            if (job.Mode == LinkMode.Single && !room.Measured)
                notice("the room estimated from the inputs does not fit the table; linking once more");
            Expectation next = pass.Expected with { Room = room.Next(pass.Table.Sizes, pass.Anchor) };
            before = pass.Table;
            pass.Dispose();
            pass = LinkPass.Run(job, target, () => next, reports.Count + 1, linker);
        }

        // From here on, addresses are final.
        using (pass)
        {
            Reservation room = pass.Expected.Room;
            Task map = Task.Run(() => WriteMap(job, pass, work), CancellationToken.None);
            BuildId? buildId = RecogniseBuildId(job, pass, notice);
            TablePatch.Make(pass.Reading.Labels, pass.Table, room.Sizes, AnchorAddress(pass, room)).Apply(pass.Path);
            buildId?.Recompute(pass.Reading.Image).Apply(pass.Path);

            // The reader checks the writer, on the bytes of the file. What fails here is never seen by anyone.
            ImageVerdict verdict = ImageVerifier.VerifyWritten(pass.Path, pass.Reading.Labels, pass.Reading.Raw, pass.Table, job.TextOnly);
            map.GetAwaiter().GetResult();
            cancellation.ThrowIfCancellationRequested();
            if (verdict.Consistent)
                Publish(job, linker, work, output, cancellation);
            return new(
                job.Command.Output, pass.Table.Spec, reports, pass.Table.Symbols.List.Count, pass.Table.Sizes.Total,
                room.Sizes.Total - pass.Table.Sizes.Total, verdict.Differences, verdict.IndexError)
            { Table = pass.Table };
        }
    }

    static BuildId? RecogniseBuildId(LinkJob job, LinkPass pass, Action<string> notice)
    {
        try
        {
            return job.RecomputeBuildId ? BuildId.Recognise(pass.Reading.Image) : null;
        }
        catch (KallsymsException e) when (job.KeepUnknownBuildId)
        {
            notice($"{e.Message}; it stays as the linker made it, before the table was written");
            return null;
        }
    }

    static ulong AnchorAddress(LinkPass pass, Reservation room) => room.Anchor == TableObject.TextSymbol
        ? pass.Table.Symbols.Text ?? 0
        : pass.Reading.Labels.Address(pass.Table.Spec.AddressTable) ?? 0;

    static void WriteMap(LinkJob job, LinkPass pass, WorkDirectory work)
    {
        if (job.MapFile is null)
            return;
        try
        {
            using var stream = new FileStream(work.Create(MapName), FileAccess.Write);
            SystemMap.Write(stream, pass.Reading.Map, pass.Reading.Image);
        }
        catch (IOException e)
        {
            throw OutputFile.CannotWrite(job.MapFile, e);
        }
    }

    // Both or neither: an image beside the map of another one is worse than none.
    static void Publish(LinkJob job, LinkerCall linker, WorkDirectory work, string output, CancellationToken cancellation)
    {
        linker.PublishSideOutputs();
        using StagedFile image = work.FinishedImage(Path.GetFileName(output), output, cancellation);
        if (job.MapFile is null)
        {
            image.Commit();
            return;
        }
        using StagedFile map = work.Finished(MapName, job.MapFile, cancellation);
        StagedFile.CommitBoth(map, image);
    }
}
