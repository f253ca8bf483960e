using Kallsyms.Linking;

namespace Kallsyms.Diagnosis.Rules;

/// <summary>Code that grows or shrinks from function to function: relaxation.</summary>
sealed class FunctionLengths : Rule
{
    // The number of steps of whole instructions that makes a pattern.
    const int FewSteps = 3;

    static readonly Incident _distance = new(
        "K2", "relaxation that depends on distance", "https://github.com/llvm/llvm-project/pull/78692",
        "link with --no-relax, or measure again until the sizes of all functions are the same twice");

    public override int Number => 12;

    public override string Sees => "functions of another length";

    public override IReadOnlyList<IncidentClass> Classes => [IncidentClass.Relaxation];

    public override IReadOnlyList<Incident> Incidents => [_distance];

    public override Verdict? Match(Comparison comparison) => LayoutChange.Find(comparison) is not { } change ? null
        : change.Section is not var (section, _) ? MatchSteps(comparison)
        : change.Kind(comparison) == SectionChange.Code ? OfSection(comparison, section) : null;

    Verdict OfSection(Comparison comparison, SectionPlace section)
    {
        SymbolDiff diff = comparison.Filtered;
        int[] functions = diff.Moved
            .Where(run => section.Covers(diff.Before.Addresses[run.First]) && run.First > 0)
            .Select(run => run.First - 1).Distinct().ToArray();
        if (functions.Length == 0)
            return Relaxed(Confidence.Possible, [section.Name], 0);
        Confidence confidence = FunctionSizes.Changed(comparison, diff, functions[0]) switch
        {
            true => Confidence.Proven,
            false => Confidence.Possible,
            null => Confidence.Likely,
        };
        return Relaxed(confidence, Wording.Names(diff.Before, functions), diff.Moved[0].Delta);
    }

    // A single such step may have any cause.
    Verdict? MatchSteps(Comparison comparison)
    {
        SymbolDiff diff = comparison.Filtered;
        MoveStep[] steps = comparison.Steps.All.Where(step => step.Cause == StepCause.Code).ToArray();
        if (steps.Length == 0 || steps[0].Previous != comparison.Steps.All[0].Previous || !comparison.Steps.CodeOneWay)
            return null;
        bool instructions = steps.Length >= FewSteps && steps.All(step => step.Size % 4 == 0);
        Confidence confidence = FunctionSizes.Changed(comparison, diff, steps[0].Previous) == true ? Confidence.Proven
            : instructions ? Confidence.Likely : Confidence.Possible;
        string[] functions = [.. steps.Select(step => diff.Before.NameText(step.Previous))];
        return Relaxed(comparison.AtMost(comparison.Steps.AtMost(confidence, StepCause.Code)), functions, steps[0].Size);
    }

    Verdict Relaxed(Confidence confidence, IReadOnlyList<string> functions, long step)
    {
        return new(
            IncidentClass.Relaxation, confidence, this,
            $"{Wording.List(functions)} changed size ({Wording.Delta(step)} bytes at the first) although the names are the same: "
            + "the linker relaxed code differently")
        {
            Symbols = functions,
            Chain =
            [
                "the table between code and data changes distances, and short forms of instructions reach only so far",
                "functions shrink or grow by an instruction here and there, and all that follows moves along",
            ],
            Passes = MorePasses.Help,
            Incident = _distance,
            Others = confidence == Confidence.Proven ? [] :
            [
                new(IncidentClass.Stubs, "or stubs without labels"),
                new(IncidentClass.Artifacts, "or the functions were compiled anew between the passes"),
            ],
        };
    }
}
