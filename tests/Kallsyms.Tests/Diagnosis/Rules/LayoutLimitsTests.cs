using Xunit;

namespace Kallsyms.Tests.Diagnosis.Rules;

/// <summary>Verdicts on the same symbols at other addresses, on both sides of each limit at which they change.</summary>
public class LayoutLimitsTests
{
    const string Kernel = "T _text 0; B _end 900000; ";

    [Theory]
    [InlineData("R linux_banner 1000; R next 1100 1110", "I likely rule 1 do-not-help I3")]
    [InlineData("R linux_proc_banner 1000; R next 1100 1110", "I likely rule 1 do-not-help I3")]
    [InlineData("R linux_banners 1000; R next 1100 1110", "B possible rule 11 help B1 or H I")]
    [InlineData("R linux_banner 1000; R other 1080; R next 1100 1110", "B possible rule 11 help B1 or H I")]
    // Of what follows the name of the system, a text that grew pushes no farther than its own length.
    [InlineData("D init_uts_ns 1000; D next 2000 20ff", "I likely rule 1 do-not-help I3")]
    [InlineData("D init_uts_ns 1000; D next 2000 2100", "B possible rule 11 help B1 or H I")]
    [InlineData("D init_uts_ns 1000; D next 2000 1f01", "I likely rule 1 do-not-help I3")]
    [InlineData("D init_uts_ns 1000; D next 2000 1f00", "B possible rule 11 help B1 or H I")]
    public void WhatFollowsAVersionString(string more, string verdict) => Assert.Equal(verdict, SideBySide.Verdict(Kernel + more));

    // Functions that grew by a few instructions, all one way.
    [Theory]
    [InlineData("t b 144 148; t c 184 18c; t d 1c4 1d0", "K likely rule 12 help K2 or A I")]
    [InlineData("t b 144 140; t c 184 17c; t d 1c4 1b8", "K likely rule 12 help K2 or A I")]
    [InlineData("t b 144 148; t c 184 18c", "K possible rule 12 help K2 or A I")]
    [InlineData("t b 142 144; t c 182 186; t d 1c2 1cc", "K possible rule 12 help K2 or A I")]
    [InlineData("t b 144 148; t c 184", "unknown possible unknown")]
    [InlineData("t b 1401 1501; t c 2801 2a01; t d 4001 4301", "K likely rule 12 help K2 or A I")]
    [InlineData("t b 1401 1503; t c 2801 2a05; t d 4001 4307", "unknown possible unknown")]
    [InlineData("t b 141 142; t c 181 183; t d 1c1 1c4", "unknown possible unknown")]
    // The first step decides what it is.
    [InlineData("t b 144 148; t c 184 18c; t d 1c4 1d0; d e 800 818", "K likely rule 12 help K2 or A I")]
    [InlineData("r z 80 90; t b 144 148; t c 184 18c; t d 1c4 1d0", "B possible rule 11 help B1")]
    [InlineData("d b 144 148; d c 184 18c; d d 1c4 1d0", "B possible rule 11 help B1")]
    public void FunctionsOfAnotherLength(string more, string verdict) =>
        Assert.Equal(verdict, SideBySide.Verdict("T _text 0; t a 100; B _end 900000 900010; " + more));

    // A pair of labels around a section, of which the second moved.
    [Theory]
    [InlineData("R __start_BTF 1000; R __stop_BTF 2000 2010", "H likely rule 13 help H1")]
    [InlineData("R __start_notes 1000; R __stop_notes 2000 2010", "H likely rule 13 help H1")]
    [InlineData("R __start_mine 1000; R __stop_mine 2000 2010", "H possible rule 13 help H1 or I")]
    [InlineData("R orc_lookup 1000; R orc_lookup_end 2000 2010", "H likely rule 13 help H1")]
    [InlineData("R __start_BTF 1000 1010; R __stop_BTF 2000 2010", "B likely rule 11 help B1")]
    [InlineData("R __start_BTF 1000; R __stop_other 2000 2010", "B likely rule 11 help B1")]
    // What has the table is explained by the table.
    [InlineData("R __start_x 1000; R kallsyms_names 1000; R kallsyms_markers 1200 1210; R __stop_x 2000 2010", "G likely rule 14 help B8 or I")]
    [InlineData("R __start_x 1001; R kallsyms_names 1000; R kallsyms_markers 1001; R __stop_x 2000 2010", "H possible rule 13 help H1 or I")]
    public void ASectionBetweenLabels(string more, string verdict) => Assert.Equal(verdict, SideBySide.Verdict(Kernel + more));

    [Theory]
    [InlineData(4095, "H likely rule 13 help H1")]
    [InlineData(4096, "B likely rule 11 help B1")]
    public void LabelsOfASection_AreNoFartherApartInSymbols(int between, string verdict)
    {
        string inner = string.Concat(Enumerable.Range(1, between).Select(i => $"R x{i} {0x1000 + (i * 16):x}; "));
        Assert.Equal(verdict, SideBySide.Verdict($"{Kernel}R __start_BTF 1000; {inner}R __stop_BTF 80000 80010"));
        string behind = string.Concat(Enumerable.Range(1, between).Select(i => $"R x{i} {0x1000 + (i * 16):x} {0x1010 + (i * 16):x}; "));
        Assert.Equal(verdict, SideBySide.Verdict($"{Kernel}R __start_BTF 1000; {behind}R __stop_BTF 80000 80010"));
    }

    // Sections are known: the first that is another decides.
    [Theory]
    [InlineData("[.text] 0+1000/10; [.data] 2000+1000/1000 3000+1000/1000", "B proven rule 11 help B1")]
    [InlineData("[.text] 0+1000/10; [.data] 2000+1000/1000 2800+1000/1000", "B likely rule 11 help B1")]
    [InlineData("[.text] 0+1000/10 0+1010/10; [.data] 2000+1000/10 2010+1000/10", "K possible rule 12 help K2 or A I")]
    [InlineData("[.init.ftrace_text] 0+1000/10 0+1010/10; [.data] 2000+1000/10 2010+1000/10", "H possible rule 13 help H1 or I")]
    [InlineData("[.BTF] 0+1000/10 0+1010/10; [.data] 2000+1000/10 2010+1000/10", "H proven rule 13 help H1")]
    [InlineData("[.notes] 0+1000/10 0+ff0/10; [.data] 2000+1000/10 2010+1000/10", "H proven rule 13 help H1")]
    [InlineData("[.mine] 0+1000/10 0+1010/10; [.data] 2000+1000/10 2010+1000/10", "H possible rule 13 help H1 or I")]
    public void ASectionThatIsKnown(string sections, string verdict) =>
        Assert.Equal(verdict, SideBySide.Verdict("T _text 0; D data 2000 2010; B _end 900000; " + sections));

    // All that has no fixed address moved by one distance: the kernel was linked for, or loaded at, another place.
    [Theory]
    [InlineData("T _text 0 10; T f 100 110; B _end 1000 1010", "unknown possible unknown or L")]
    [InlineData("A fixed 00000001; T _text 0 10; T f 100 110; B _end 1000 1010; A last fffffffffffffff0", "unknown possible unknown or L")]
    [InlineData("D fixed 00000001; T _text 0 10; T f 100 110; B _end 1000 1010", "B possible rule 11 help B1 or H I")]
    [InlineData("T _text 0 10; T f 100 110; B _end 1000 1011", "B likely rule 11 help B1")]
    [InlineData("D __per_cpu_start 0000000000000000; D pcpu 0000000000000010; D __per_cpu_end 0000000000000020; T _text 0 10; T f 100 110; B _end 1000 1010", "unknown possible unknown or L")]
    [InlineData("D __per_cpu_start 0000000000000000; D __per_cpu_end 0000000000000010; D pcpu 0000000000000020; T _text 0 10; T f 100 110; B _end 1000 1010", "B possible rule 11 help B1 or H I")]
    public void AllThatMovedAsOne(string symbols, string verdict) => Assert.Equal(verdict, SideBySide.Verdict(symbols));

    [Fact]
    public void AKernelThatMovedAsAWhole_WithAnotherLetter_IsNotToldAsOne() => Assert.Equal(
        "F possible rule 9 help F2", SideBySide.Verdict("T _text 0 10; Tt f 100 110; B _end 1000 1010"));

    // A start of a section that moved: padding shows by what follows.
    [Theory]
    [InlineData("R __start_rodata 1000 1008; R a 1100 1108; D _sdata 2000", "B likely rule 11 help B1")]
    [InlineData("D a 1000 1008", "B likely rule 11 help B1")]
    [InlineData("D a 1008 1010; D b 1100 1108", "B likely rule 11 help B1")]
    [InlineData("G small 1000 1010; G b 1100 1110", "B likely rule 11 help B1")]
    public void TheStartOfASectionThatMoved(string more, string verdict) =>
        Assert.Equal(verdict, SideBySide.Verdict("T _text 0; B _end 900000; " + more));

    // A verdict is as certain as most of the steps allow.
    [Theory]
    [InlineData(1, 4, "B likely rule 11 help B1")]
    [InlineData(1, 3, "B possible rule 11 help B1")]
    public void StepsWithoutCauseBesideThoseWithOne(int strange, int told, string verdict)
    {
        string steps = string.Concat(Enumerable.Range(1, told - 1).Select(i => $"{"dr"[i % 2]} s{i} {i * 0x1000:x} {(i * 0x1000) + (i * 8):x}; "));
        string others = string.Concat(Enumerable.Range(1, strange).Select(i => $"b z{i} {0x800001 + (i * 0x1000):x} {0x800001 + (i * 0x1301):x}; "));
        Assert.Equal(verdict, SideBySide.Verdict($"T _text 0; {steps}b y 800001 {0x800001 + ((told - 1) * 8):x}; {others}"));
    }
}
