namespace Kallsyms.Diagnosis;

/// <summary>What to do about each kind of incident. Every one of them also goes away with <c>kallsyms link</c>, where it says so.</summary>
static class Cures
{
    const string OneRoom = "kallsyms link keeps the room of a table from shrinking, which settles it in every case known";

    public static string Of(string incident) => incident switch
    {
        "A1" or "A2" or "A3" or "A4" or "A5" or "A6" =>
            "leave the stubs out of the table: add their pattern to the ignore list (scripts/mksysmap; lld's thunks are in it from 6.8 on), or "
            + "link until nothing changes; kallsyms link does that",
        "B1" => "nothing between the first two passes; at the last one, link once more (KALLSYMS_EXTRA_PASS=1), or use kallsyms link",
        "B2" or "B3" or "B4" =>
            "put the label behind the padding in the linker script (. = ALIGN(n); before label = .;), or order the table without nm's help, as "
            + "kernels from 2.6.25 and kallsyms link do",
        "C2" => "put the label behind the padding in the linker script, or order equal addresses by name as kernels from 2.6.25 on and kallsyms link do",
        "C5" or "L1" => "link the last time with the options of the measured links: --strip-debug, --gc-sections and the linker script must be the same",
        "D1" or "D2" => "exclude every label that the table object defines (automatic from 6.4 on), or have all of them in every pass (6.11 on)",
        "E1" => "do not count what stands at _etext or _einittext (2.6.11 on); CONFIG_KALLSYMS_ALL=y avoids the question",
        "E2" or "E3" or "B7" => "more passes cannot help: " + OneRoom + "; CONFIG_KALLSYMS_ALL=y, or a few bytes more or less of .rodata, avoid it",
        "F1" => "leave _SDA_BASE_ and _SDA2_BASE_ out of the table (2.6.8 on)",
        "F2" => "define the labels in the same way in every pass: a table from an empty list in the first one (6.11 on, and kallsyms link)",
        "F4" => "add the pattern to the ignore list of both filters, anchored, with its dots escaped",
        "G1" or "G2" => "generate the table once more and compare contents, not sizes; kallsyms link writes it in place",
        "H1" => "generate the other section before the passes, or give it its final size in all of them; at an early pass this is normal",
        "I1" => "make the map again from the image itself: kallsyms map vmlinux > System.map",
        "I2" or "I7" => "run the optimiser once (ld -r to one object), and link only that object in every pass",
        "I3" or "I5" => "rebuild from a tree that nothing else writes to; link all passes with one version object",
        "J1" or "J2" => "move the outlier, make it absolute or leave it out; place-relative tables (7.0 on) reach 2 GiB to both sides",
        "J5" or "J6" => "raise KSYM_NAME_LEN (512 from 6.1 on), or leave these names out on purpose",
        "K1" => "filter assembler labels (L0) in both lists, or strip the temporary links as the final one",
        "K2" => "link with --no-relax, or measure again until the sizes of all functions are the same twice",
        "L5" => "nothing: what a build compares is equal. Use one filter for both lists (6.1 on)",
        _ => "",
    };
}
