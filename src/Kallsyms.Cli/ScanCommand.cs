using System.Collections.Concurrent;
using System.CommandLine;
using Kallsyms.Sources;

namespace Kallsyms.Cli;

/// <summary>kallsyms scan: lists all kernels of many files, one line of JSON each.</summary>
static class ScanCommand
{
    // Smaller files are read in parallel and unpacked in memory; larger ones are read one after another.
    const long Large = 64 << 20;

    // An unpacked kernel consists of a few large blocks, which the collector keeps for long if memory is plentiful.
    const long MostGarbage = 256 << 20;

    public static Command Create(StandardStreams std)
    {
        Option<int?> jobs = OptionValues.Count(
            new("--jobs", "-j") { Description = "Read N files at a time; as many as there are cores otherwise." });
        var resume = new Option<string?>("--resume")
        {
            Description = "Append to FILE, and leave out the files that it lists already.",
            HelpName = "FILE",
        };
        Option<bool> quiet = CommonOptions.Quiet();
        Option<bool> verbose = CommonOptions.Verbose();
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files, and directories with everything below them; - is a list of such on standard input, one a line.",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("scan", "Find all kernels in many files, and print a line of JSON for each.")
        {
            jobs, resume, quiet, verbose, paths,
        };
        command.SetAction(parsed =>
        {
            IEnumerable<string> files = ScanFiles.Below(std, parsed.GetValue(paths)!);
            int workers = parsed.GetValue(jobs) ?? Environment.ProcessorCount;
            if (parsed.GetValue(resume) is not { } path)
            {
                var progress = new ScanProgress(std, parsed.GetValue(quiet), parsed.GetValue(verbose));
                std.Write("-", stream => Scan(files, workers, stream, progress));
                return progress.End();
            }
            using var log = new ScanLog(path);
            var resumed = new ScanProgress(std, parsed.GetValue(quiet), parsed.GetValue(verbose))
            {
                Skipped = log.Known.Count,
                Earlier = log.Kernels,
            };
            Scan(files.Where(file => !log.Known.Contains(file)), workers, log.Stream, resumed);
            return resumed.End();
        });
        return command;
    }

    static void Scan(IEnumerable<string> files, int workers, Stream output, ScanProgress progress)
    {
        var turn = new Lock();
        var large = new Lock();
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = workers };
            Parallel.ForEach(Partitioner.Create(files, EnumerablePartitionerOptions.NoBuffering), options, file =>
            {
                (byte[] lines, int kernels, bool isRead) = Read(file, large);
                if (GC.GetTotalMemory(forceFullCollection: false) > MostGarbage)
                    GC.Collect();
                lock (turn)
                {
                    // All lines of a file at once: after an interruption, a file is listed in full, last in the output, or not at all.
                    output.Write(lines);
                    output.Flush();
                    progress.Count(file, kernels, isRead);
                }
            });
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            // The output cannot be written, or a path cannot be listed.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }

    static (byte[] Lines, int Kernels, bool IsRead) Read(string file, Lock large)
    {
        try
        {
            if (Directory.Exists(file))
                return (ScanJson.Problem(file, "this directory cannot be listed"), 0, false);
            bool isLarge = new FileInfo(file).Length > Large;
            if (isLarge)
                large.Enter();
            try
            {
                using SymbolSource source = SymbolSource.Inspect(SourceFile.Open(file));
                return (ScanJson.Lines(file, source), source.Image?.Kernels.Count ?? 0, true);
            }
            finally
            {
                if (isLarge)
                    large.Exit();
            }
        }
        catch (Exception e) when (e is KallsymsException or IOException or UnauthorizedAccessException or OutOfMemoryException)
        {
            return (ScanJson.Problem(file, e.Message), 0, false);
        }
    }
}
