using Kallsyms.Diagnosis.Rules;

namespace Kallsyms.Diagnosis.Builds;

/// <summary>A kernel's build directory: the passes that it still has, and the files in it that belong to another build.</summary>
sealed class BuildDirectory
{
    // Times this close do not establish an order.
    static readonly TimeSpan _together = TimeSpan.FromMilliseconds(20);

    BuildDirectory(IReadOnlyList<BuildFile> files, IReadOnlyList<SymbolSnapshot> passes, Verdict? artifact) =>
        (Files, Passes, Artifact) = (files, passes, artifact);

    /// <summary>All relevant files, with stale ones marked.</summary>
    public IReadOnlyList<BuildFile> Files { get; }

    /// <summary>The passes of the last build, first to last.</summary>
    public IReadOnlyList<SymbolSnapshot> Passes { get; }

    /// <summary>The problem with the files themselves, if that decides; otherwise null.</summary>
    public Verdict? Artifact { get; }

    /// <summary>
    /// Explains the last two of its passes. Problems with its files come first: passes that do not belong together differ for that
    /// reason.
    /// </summary>
    public Explanation Explain()
    {
        Explanation explanation = Explainer.Explain(Passes);
        if (Artifact is null)
            return explanation;
        Verdict verdict = explanation.Verdict;
        // A newer input is only a hint: if the lists are the same, it did no harm.
        if (verdict.Class == IncidentClass.Same && Artifact.Incident == BrokenFiles.ChangedInputs)
            return explanation with { Notes = [.. explanation.Notes, Artifact.Summary] };
        Candidate[] others = verdict.Class == IncidentClass.Same ? [] : [new(verdict.Class, verdict.Summary)];
        return explanation with { Verdict = Artifact with { FirstSymbol = verdict.FirstSymbol, Others = [.. Artifact.Others, .. others] } };
    }

    /// <summary>Whether a directory contains traces of a kernel build.</summary>
    public static bool Is(string directory) => BuildFiles.Find(directory).Any(file => file.Role != BuildRole.Input);

    /// <summary>Reads a build directory.</summary>
    /// <exception cref="KallsymsException">A file cannot be read or is damaged.</exception>
    public static BuildDirectory Read(string directory)
    {
        BuildFile[] files = [.. BuildFiles.Find(directory)];
        MarkStale(files);
        List<SymbolSnapshot> passes = ReadTemporary(files);
        BuildFile? map = files.FirstOrDefault(file => file.Role == BuildRole.Map);
        SymbolSnapshot? listed = map is { Length: > 0 } ? ReadOne(map) : null;
        BuildFile? image = files.Where(file => file.Role == BuildRole.Image && file.Stale is null)
            .MaxBy(file => file.Name == BuildFiles.Unstripped);
        Verdict? artifact = null;
        if (image is not null && ReadOne(image) is { } final)
        {
            LeaveOutOthers(passes, final, files);
            passes.Add(final);
            // That there is no map says something only of a build that left other lists.
            artifact = map is null && passes.Count == 1 && final.Symbols.Count > 0 ? null : MapOf(image, final, map, listed);
            // The time of writing does not matter if the map is right.
            if (artifact is null && map is { Stale: not null })
                files[Array.IndexOf(files, map)] = map with { Stale = null };
        }
        else if (listed is not null && (map!.Stale is null || passes.Count < 2))
        {
            // A failing build removes the image and leaves its map.
            artifact = map.Stale is null || passes.Count == 0 ? null : RuleList.Files.Stale(listed, passes[^1]);
            passes.Add(listed);
            listed = null;
        }
        artifact ??= OtherBuild(passes) ?? ChangedInputs(files) ?? (passes.Count == 1 ? RuleList.MatchAlone(passes[0]) : null);
        // If the files themselves are the cause, no second list is needed.
        if (passes.Count == 1 && (listed ?? (artifact is null ? null : passes[0])) is { } other)
            passes.Add(other);
        if (passes.Count == 1)
            throw new KallsymsException(
                ErrorKind.Unreadable, $"has only one list of symbols, {passes[0].Name}{SymbolsBeside(image, passes[0])}", directory);
        return passes.Count > 0 ? new(files, passes, artifact)
            : throw new KallsymsException(
                ErrorKind.Unreadable, "has files of a kernel build, but neither an image nor a map with symbols", directory);
    }

    // What is no ELF file with symbols may have them in its table.
    static string SymbolsBeside(BuildFile? image, SymbolSnapshot only) => image is null || image.Name == only.Name
        ? ": give another one to compare it with"
        : $", for {image.Name} is no ELF file with symbols: give both by name, and its table is read";

    static List<SymbolSnapshot> ReadTemporary(BuildFile[] files)
    {
        var passes = new List<SymbolSnapshot>();
        foreach (IGrouping<int, BuildFile> pass in files
            .Where(file => file.Stale is null && (file.Role is BuildRole.TemporaryImage or BuildRole.TemporaryMap))
            .GroupBy(file => file.Pass).OrderBy(group => group.Key))
        {
            // .tmp_System.map repeats the list of the last temporary image.
            bool again = pass.Key == int.MaxValue && files.Any(file => file.Role == BuildRole.TemporaryImage && file.Stale is null);
            if (!again && ReadOne(pass.FirstOrDefault(file => file.Role == BuildRole.TemporaryImage) ?? pass.First()) is { } observation)
                passes.Add(observation);
        }
        return passes;
    }

    // A successful build leaves temporary images of earlier builds if it makes none itself.
    static void LeaveOutOthers(List<SymbolSnapshot> passes, SymbolSnapshot final, BuildFile[] files)
    {
        foreach (SymbolSnapshot pass in passes.ToArray())
        {
            int file = Array.FindIndex(files, file => file.Name == pass.Name);
            bool isOlderThanInput = files.Any(
                input => input.Role == BuildRole.Input && IsNewer(input, files[file]) && input.Modified <= final.Modified);
            if (!isOlderThanInput && (pass.Banner is null || final.Banner is null || pass.Banner == final.Banner))
                continue;
            files[file] = files[file] with { Stale = $"left over from a build before that of {final.Name}" };
            passes.Remove(pass);
        }
    }

    // What precedes something else in the order of a build was written before it. From 6.17 on, vmlinux is stripped from
    // vmlinux.unstripped, and made after its map.
    static void MarkStale(BuildFile[] files)
    {
        bool isStripped = files.Any(file => file.Name == BuildFiles.Unstripped);
        BuildFile? newest = files.Where(file => file.Role == BuildRole.TemporaryImage).MaxBy(file => file.Modified);
        for (int i = 0; i < files.Length; i++)
        {
            BuildFile file = files[i];
            BuildFile? later = file.Role switch
            {
                BuildRole.TemporaryImage =>
                    files.FirstOrDefault(other => other.Role == file.Role && other.Pass < file.Pass && IsNewer(other, file)),
                BuildRole.TemporaryMap or BuildRole.TableObject => files.FirstOrDefault(
                    other => other.Role == BuildRole.TemporaryImage && (other.Pass == file.Pass || file.Pass == int.MaxValue)
                        && IsNewer(other, file)),
                BuildRole.Image => newest is not null && IsNewer(newest, file) ? newest : null,
                BuildRole.Map => files.FirstOrDefault(
                    other => (other.Role == BuildRole.TemporaryImage
                        || other.Role == BuildRole.Image && (!isStripped || other.Name == BuildFiles.Unstripped)) && IsNewer(other, file)),
                _ => null,
            };
            if (later is not null)
                files[i] = file with { Stale = $"older than {later.Name}, which is made before it" };
        }
    }

    static bool IsNewer(BuildFile file, BuildFile than) => file.Modified - than.Modified > _together;

    static Verdict? MapOf(BuildFile image, SymbolSnapshot final, BuildFile? map, SymbolSnapshot? listed)
    {
        if (final.Symbols.Count == 0)
        {
            return RuleList.Files.Broken(Confidence.Proven, $"{image.Name} is empty", BrokenFiles.WrongMap) with
            {
                Incident = null,
                Cure = "look for what kept the link from being written (a full disk, a build that was stopped), and link again",
            };
        }
        if (map is null)
            return RuleList.Files.Broken(Confidence.Likely, $"{image.Name} has no System.map beside it", BrokenFiles.WrongMap);
        if (listed is null)
            return RuleList.Files.Broken(
                Confidence.Proven, map.Length == 0 ? "System.map is empty" : "System.map is not a list of symbols", BrokenFiles.WrongMap);
        if (Explainer.Explain([final, listed]).Verdict.Class == IncidentClass.Same)
            return null;
        return map.Stale is not null ? RuleList.Files.Stale(listed, final)
            : RuleList.Files.Broken(Confidence.Likely, $"System.map is not that of {image.Name}", BrokenFiles.WrongMap);
    }

    static Verdict? OtherBuild(List<SymbolSnapshot> passes)
    {
        SymbolSnapshot[] known = [.. passes.Where(pass => pass.Banner is not null)];
        return known.Length > 1 ? RuleList.Files.MatchPair(known[^2], known[^1]) : null;
    }

    // An object that is newer than the images made from it.
    static Verdict? ChangedInputs(BuildFile[] files)
    {
        BuildFile? last = files.Where(file => (file.Role is BuildRole.Image or BuildRole.TemporaryImage) && file.Stale is null)
            .MinBy(file => file.Modified);
        BuildFile? changed = last is null ? null
            : files.Where(file => file.Role == BuildRole.Input && IsNewer(file, last)).MaxBy(file => file.Modified);
        return changed is null ? null : RuleList.Files.Broken(
            Confidence.Likely,
            $"{changed.Name} was written after {last!.Name}, which is linked from it: an input changed during the passes, "
            + "or another build is at work in the tree",
            BrokenFiles.ChangedInputs) with
        {
            Chain =
            [
                $"{last.Name} was written {last.Modified:yyyy-MM-dd HH:mm:ss.fff} UTC",
                $"{changed.Name} was written {changed.Modified:yyyy-MM-dd HH:mm:ss.fff} UTC",
            ],
        };
    }

    static SymbolSnapshot? ReadOne(BuildFile file) => SnapshotReader.Read(file.Path) is [SymbolSnapshot only]
        ? only with { Name = file.Name } : null;
}
