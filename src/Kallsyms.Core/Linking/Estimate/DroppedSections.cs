using Kallsyms.Elf;

namespace Kallsyms.Linking.Estimate;

/// <summary>
/// The output sections that GNU ld drops because they are empty, and the sections that take their remaining symbols (ld,
/// strip_excluded_output_sections; bfd, _bfd_fix_excluded_sec_syms). ld.lld drops none that has input.
/// </summary>
sealed class DroppedSections
{
    /// <summary>No section is dropped.</summary>
    public static readonly DroppedSections None = new();

    readonly Dictionary<OutputSection, OutputSection?> _homes = [];

    /// <summary>
    /// Finds the dropped sections once all input is placed. Sections kept by the script alone are marked as kept from here on.
    /// </summary>
    /// <param name="script">The script.</param>
    /// <param name="placement">Its output sections.</param>
    public static DroppedSections Find(LinkerScript script, SectionPlacement placement)
    {
        IReadOnlyList<ScriptSection> sections =
            [.. script.Statements.OfType<ScriptSection>().Where(section => section.Name != LinkerScript.Discard)];
        foreach (ScriptSection section in sections)
            KeepByScript(section, placement.Of(section));
        var dropped = new DroppedSections();
        OutputSection[] outputs = [.. sections.Select(placement.Of)];
        OutputSection? previous = null;
        for (int i = 0; i < outputs.Length; i++)
        {
            if (outputs[i].IsKept)
                previous = outputs[i];
            else
                dropped._homes[outputs[i]] = outputs[i].Near(previous, Array.Find(outputs[i..], output => output.IsKept));
        }
        return dropped;
    }

    /// <summary>
    /// The section that takes its symbols: itself if the image has it or the script does not say where it would be; null if there is no
    /// other.
    /// </summary>
    public OutputSection? HomeOf(OutputSection section) => _homes.GetValueOrDefault(section, section);

    static void KeepByScript(ScriptSection section, OutputSection output)
    {
        foreach (ScriptInnerLabel step in section.Items.OfType<ScriptInnerLabel>().Where(label => label.Assignment.Name == "."))
            output.Keep(takesRoom: !ScriptExpression.IsAlignment(step.Assignment.Expression));
        if (section.Items.Any(item => item is ScriptData))
            output.KeepLinkerMade(SectionFlags.None);
    }
}
