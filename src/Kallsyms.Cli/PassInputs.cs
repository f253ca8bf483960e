using Kallsyms.Diagnosis;
using Kallsyms.Diagnosis.Builds;
using Kallsyms.Diagnosis.Rules;
using Kallsyms.Elf;
using Kallsyms.Images;

namespace Kallsyms.Cli;

/// <summary>Reads passes from the files and directories of a command line.</summary>
static class PassInputs
{
    public static (Explanation Explanation, IReadOnlyList<BuildFile> Files) Explain(
        StandardStreams std, string[] inputs, Func<int, KernelChoice> choice, bool verbose)
    {
        if (inputs is [string only] && Directory.Exists(only) && !SnapshotReader.IsEvidence(only))
            return ExplainBuild(std, only, verbose);
        if (inputs.Length > 1 && inputs[^1] != "-" && Path.GetFullPath(inputs[^1]) == Path.GetFullPath(inputs[^2]))
            throw new KallsymsException(
                ErrorKind.Usage, "is given twice, and a pass compared with itself says nothing: give another one", inputs[^1]);
        SymbolSnapshot[] passes = [.. inputs.SelectMany((input, i) => Read(std, input, choice(i), inputs.Length == 1).Select(pass =>
            inputs.Length > 1 && Directory.Exists(input) ? pass with { Name = $"{input}: {pass.Name}" } : pass))];
        SayPasses(std, passes, verbose);
        if (passes is [SymbolSnapshot alone] && RuleList.MatchAlone(alone) is { } said)
            return (Explainer.Explain([alone, alone]) with { Verdict = said }, []);
        if (passes.Length < 2)
        {
            throw new KallsymsException(
                passes.Length == 0 ? ErrorKind.Unreadable
                    : ErrorKind.Usage, "one pass says nothing about what differs: give another one to compare it with", inputs[0]);
        }
        Explanation explanation = Explainer.Explain(passes);
        for (int i = 0; i < passes.Length; i++)
        {
            if (passes[i] is { IsWidthKnown: true, Symbols.Count: > 0 } && passes[i].Wide != explanation.Passes[i].Wide)
                std.Say($"{passes[i].Name}: its addresses are sign-extended to 64 bits, as nm does; they are compared as 32-bit ones");
        }
        return (explanation, []);
    }

    static (Explanation, IReadOnlyList<BuildFile>) ExplainBuild(StandardStreams std, string directory, bool verbose)
    {
        if (!BuildDirectory.Is(directory))
        {
            throw new KallsymsException(
                ErrorKind.Unreadable, "has neither pass-N.symbols of kallsyms link --evidence nor vmlinux, System.map or .tmp_vmlinux* of "
                    + "a kernel build", directory);
        }
        BuildDirectory build = BuildDirectory.Read(directory);
        SayPasses(std, build.Passes, verbose);
        return (build.Explain(), build.Files);
    }

    static void SayPasses(StandardStreams std, IEnumerable<SymbolSnapshot> passes, bool verbose)
    {
        foreach (SymbolSnapshot pass in verbose ? passes : [])
            std.Say($"{pass.Name}: {Quantity.Of(pass.Symbols.Count, "symbol")}");
    }

    static SymbolSnapshot[] Read(StandardStreams std, string path, KernelChoice choice, bool isAlone)
    {
        if (Directory.Exists(path))
            return SnapshotReader.IsEvidence(path) ? SnapshotReader.ReadEvidence(path) : [.. BuildDirectory.Read(path).Passes.TakeLast(1)];
        using ByteSource input = CommandInput.OpenBytes(
            std, path, "give the directory of a kernel's build, or two of its lists or images (System.map, .tmp_vmlinux*, vmlinux)");
        SymbolSnapshot[] read = ReadFile(std, input, path == "-" ? null : path, choice);
        return read.Length == 1 || isAlone ? read
            : throw new KallsymsException(ErrorKind.Usage, "is a diff, which has two lists already: give it alone", path);
    }

    // The log of a build has no list, but may say what failed.
    static SymbolSnapshot[] ReadFile(StandardStreams std, ByteSource input, string? path, KernelChoice choice)
    {
        try
        {
            return InputSnapshots.Read(input, path, choice, source => CommandInput.SayOtherKernels(std, source));
        }
        catch (KallsymsException refused) when (BuildLog.WhatFailed(input) is { } failed)
        {
            throw new KallsymsException(refused.Kind, $"{refused.Reason}. {failed}", refused.File, refused.Offset, refused);
        }
    }
}
