using Kallsyms.Files;
using Kallsyms.Tables;

namespace Kallsyms.Linking;

/// <summary>
/// The recipe. A table's size depends on the names and types of the symbols, not on their addresses: once an image has been linked with
/// room of the right size, the table is written into it instead of linking again.
/// </summary>
static class KernelLink
{
    /// <summary>Links an image whose table is right, or leaves the previous output untouched.</summary>
    /// <param name="job">What to link, and how.</param>
    /// <param name="notice">Receives a line for the user, for example that it waits for another link.</param>
    /// <param name="cancellation">Ends the linker and removes everything that was made so far.</param>
    /// <exception cref="KallsymsException">The linker failed, a file cannot be used, or an input changed meanwhile.</exception>
    public static LinkOutcome Run(LinkJob job, Action<string> notice, CancellationToken cancellation)
    {
        OutputFile.RequireFile(job.Command.Output);
        OutputOverInput.Check(job);
        using WorkDirectory work = WorkDirectory.Open(job.Command.Output, notice, cancellation);
        var call = new LinkerCall(job, work, notice, cancellation);
        LinkInputs inputs = LinkInputs.Read(job, work, cancellation);
        Evidence? evidence = Evidence.Start(job);

        // The linker opens its other inputs while the estimate is made from the same files.
        using var linker = SpeculativeLinker.Start(call);
        LinkEstimate estimate = LinkEstimate.Make(job, inputs.Target);
        evidence?.Write(estimate);

        // Link with room for a table until the room is right. Room never shrinks, so this ends.
        var passes = new List<PassEvidence>();
        for (Reservation room = estimate.Room; ;)
        {
            using LinkPass pass = linker.Link(room.MakePlaceholder(job, inputs.Target), image => LinkTable.Make(job, image, estimate));
            inputs.Stamps.Check();
            passes.Add(PassEvidence.Take(job, passes.Count + 1, pass, room.Sizes));
            evidence?.Write(passes[^1]);
            if (!room.Accepts(pass.Table.Sizes, job.Mode))
            {
                if (passes.Count == job.MaxPasses)
                    return Outcome(pass.Table);
                if (job.Mode == LinkMode.Single && !room.Measured)
                    notice("the room estimated from the inputs does not fit the table; linking once more");
                room = room.Next(pass.Table);
                continue;
            }

            // From here on, addresses are final. An image that fails the check is never published.
            using var map = SystemMapFile.Start(job, pass, work);
            using var contents = ContentsInTheMaking.Start(job, pass, cancellation);
            if (PatchedImage.Write(job, pass, room, contents, notice) is not { } patched)
                return Outcome(pass.Table) with { RefusedContents = true };
            ImageVerdict verdict = patched.Verify(job.TextOnly);
            if (verdict.Consistent)
                Publish(job, call, work, map, cancellation);
            return Outcome(pass.Table) with { Verdict = verdict };
        }

        LinkOutcome Outcome(Table table) => new(job.Command.Output, passes, table, Verdict: null, evidence?.Directory);
    }

    // Both or neither: an image beside the map of another is worse than none.
    static void Publish(LinkJob job, LinkerCall call, WorkDirectory work, SystemMapFile mapFile, CancellationToken cancellation)
    {
        mapFile.Finish();
        cancellation.ThrowIfCancellationRequested();
        call.PublishSideOutputs();
        using StagedFile image = work.FinishedImage(Path.GetFileName(job.Command.Output), job.Command.Output, cancellation);
        using StagedFile? map = mapFile.Stage(cancellation);
        if (map is null)
            image.Commit();
        else
            StagedFile.CommitBoth(map, image);
    }
}
