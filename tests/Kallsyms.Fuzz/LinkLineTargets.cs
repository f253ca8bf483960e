using System.Text;
using Kallsyms.Elf;
using Kallsyms.Linking;
using Kallsyms.Linking.Commands;
using Kallsyms.Linking.Estimate;
using Kallsyms.Tables;
using Kallsyms.Tokens;

namespace Kallsyms.Fuzz;

/// <summary>Files that a link line names: what is read of them before the linker, which is not run, says anything.</summary>
static class LinkLineTargets
{
    static readonly string _directory = Directory.CreateTempSubdirectory("kallsyms-fuzz-").FullName;
    static readonly string _script = Write("script", Scripts().First());
    static readonly string _object = Write("object.o", FuzzSeeds.ElfFiles().First());

    public static IEnumerable<byte[]> Scripts()
    {
        yield return Ascii("""
            OUTPUT_FORMAT("elf64-x86-64") ENTRY(_start)
            PHDRS { text PT_LOAD FLAGS(5); data PT_LOAD FLAGS(6); }
            jiffies = jiffies_64;
            SECTIONS {
              . = 0xffffffff81000000; _text = .;
              .text : AT(ADDR(.text) - 0xffffffff80000000) { _stext = .; *(.text .text.*) *(SORT(.text.[a-z]*)) KEEP(*(.init)) _etext = .; } :text = 0xcccc
              . = ALIGN((0x1000)); __start_ro = .;
              .rodata : { *(.rodata) EXCLUDE_FILE(*a.o) *(.rodata.*) . = . + 8; PROVIDE(__end = ABSOLUTE(.)); LONG(1) }
              .data.percpu 0 : { __per_cpu_start = .; *(.data..percpu) }
              OVERLAY : { .one { *(.one) } .two { *(.two) } } > RAM AT> ROM
              _end = . - _text + (__end - _stext); x += 4;
              /DISCARD/ : { *(.discard) }
            }
            ASSERT((_end - _text <= 1), "too \"large")
            """);
        yield return Ascii("MEMORY { RAM (rw) : ORIGIN = 0, LENGTH = 64K }\nSECTIONS { .bss (NOLOAD) : { *(COMMON) b = .; } > RAM /* end */ a = ADDR(.bss) + SIZEOF(.bss); }\n");
    }

    public static IEnumerable<byte[]> Archives()
    {
        byte[] member = FuzzSeeds.ElfFiles().First();
        string header = $"{"member.o/",-16}{"0",-12}{"0",-6}{"0",-6}{"644",-8}{member.Length,-10}`\n";
        yield return [.. "!<arch>\n"u8, .. Ascii(header), .. member, .. Ascii(header.Replace("member", "second", StringComparison.Ordinal)), .. member];
    }

    public static IEnumerable<byte[]> ResponseFiles()
    {
        yield return Ascii("--script=a.lds -q 'a b.o' --whole-archive \"c\\\"d.a\" --no-whole-archive -o out -Map=map --dependency-file d\n");
        yield return Ascii("-Wl,-Map,map,--emit-relocs -Xlinker --gc-sections -MF list.d -L. -lm --outpu=x {kallsyms} -shared -r\n");
    }

    public static void Object(byte[] input) => Estimate(Write("input", input), _script);

    public static void Archive(byte[] input)
    {
        // Members of a thin one are files of this machine.
        using ByteSource source = ByteSource.FromMemory(input, "input");
        if (ArArchive.IsArchive(source) && !ArArchive.IsThin(source))
            Estimate(Write("input", input), _script);
    }

    public static void Script(byte[] input) => Estimate(_object, Write("input", input));

    public static void ResponseFile(byte[] input)
    {
        // No word of it may be a file of this machine.
        foreach (string program in (string[])["ld", "gcc"])
        {
            var command = LinkerCommandLine.Parse([program, .. Kallsyms.Linking.Commands.ResponseFile.Split(Encoding.Latin1.GetString(input)).Where(word => !word.Contains('@', StringComparison.Ordinal))]);
            _ = command.MakesImage || command.KeepsRelocations || command.CollectsGarbage || command.LooksRelocatable;
            _ = command.Script;
            _ = SideOutput.Find(command).Count;
            _ = command.With("image", "table").Length;
        }
    }

    static void Estimate(string file, string script)
    {
        foreach (string linker in (string[])["ld", "ld.lld"])
        {
            foreach (string whole in (string[])["--whole-archive", "--no-whole-archive"])
            {
                LinkerCommandLine command = LinkerCommandLine.Parse([linker, "-T", script, _object, whole, file, "-o", "out"]);
                ElfTarget target = LinkInputs.FindTarget([file, _object])!;
                KernelRelease layout = KernelRelease.Newest;
                var spec = new TableSpec(layout, target.Format, target.Header.Machine, layout.TableFormat.Encoding(target.Format, false, false));
                TableSizes sizes = Table.SizesOf(spec, new(TokenTable.Empty, [], [0]));
                ElfObject placeholder = TableObject.Placeholder(spec, target, sizes, spec.AddressTable.Label(), keepsRelocations: true, asKernel: true);
                ElfObjectWriter.Write(placeholder);
                _ = SymbolEstimate.Make(command, placeholder, new(null, null))?.Symbols.Count;
            }
        }
    }

    static string Write(string name, byte[] contents)
    {
        string path = Path.Combine(_directory, name);
        File.WriteAllBytes(path, contents);
        return path;
    }

    static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);
}
