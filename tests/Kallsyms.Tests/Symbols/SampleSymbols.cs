namespace Kallsyms.Tests.Symbols;

/// <summary>Assembler sources with one symbol of every kind that nm treats in a way of its own.</summary>
static class SampleSymbols
{
    /// <summary>For every machine.</summary>
    public const string Any = """
        .text
        .globl func
        .type func, %function
        func: .long 0, undefined, undefined_weak, undefined_weak_object
        .weak undefined_weak, undefined_weak_object
        .type undefined_weak_object, %object
        .weak weak_func
        .type weak_func, %function
        weak_func: .long 0
        local: .long 0
        .hidden hidden
        .globl hidden
        hidden: .long 0
        .data
        .globl data
        data: .long 0
        .weak weak_object
        .type weak_object, %object
        weak_object: .long 0
        .type unique, %gnu_unique_object
        unique: .long 0
        .bss
        .globl bss
        bss: .space 8
        local_bss: .space 8
        .comm common, 24, 16
        .comm small_common, 4, 4
        .globl absolute
        absolute = 0x1234
        local_absolute = 5

        """;

    /// <summary>Names that some machine's nm hides, or that a System.map is filtered by; local symbols of .text.</summary>
    public static string[] Names { get; } =
    [
        "$a", "$b", "$d", "$f", "$m", "$p", "$t", "$x", "$z", "$d.1", "$x.foo", "$dfoo", "$xrv64i2p1", "$", "$L1", "L0", "L0x", ".Lkept", ".LASANPC1",
        "..x", "_.L_x", ".x", "x@@V1", "\u00e9", "aLb", "xLy", "__crc_x", "x__crc_x", "__kstrtab_x", "__kstrtabns_x", "__efistub_x", "__pi_$x", "__pi_.Lx",
        "__kvm_nvhe_$x", "__kvm_nvhe_.Lx", "__kvm_nvhe_x", "__kcfi_typeid_x", "__kvm_nvhe___kcfi_typeid_x", "__pi___kcfi_typeid_x", "x_from_arm",
        "x_from_thumb", "__x_veneer", "x_veneer_", "_SDA_BASE_", "_SDA2_BASE_", "x.long_branch.x", "x.plt_branch.1:2", "__ARMv4PILongBXThunk_x",
        "__AArch64ADRPThunk_x", "__Thunk_x", "__a_Thunk_x", "_Thunk_x", "x__aThunk_x", "__mod_device_table__x", "__UNIQUE_ID_modinfo12", "__UNIQUE_ID_modinfo_12",
        "__UNIQUE_ID_modinfo_12x", "__UNIQUE_ID_modinfo_",
    ];

    /// <summary>Sections by which the letter goes: name, flags, type.</summary>
    public static (string Name, string Flags, string Type)[] Sections { get; } =
    [
        (".tdata", "awT", "progbits"), (".tbss", "awT", "nobits"), (".rodata", "a", "progbits"), (".debug_info", "", "progbits"), (".comment", "", "progbits"),
        (".note.x", "", "note"), (".sdata", "aw", "progbits"), (".sdata.x", "aw", "progbits"), (".sbss", "aw", "nobits"), (".init_array", "aw", "init_array"),
        (".pdata", "a", "progbits"), (".idata$5", "aw", "progbits"), (".drectve", "a", "progbits"), (".edata", "a", "progbits"), (".edatax", "a", "progbits"),
        (".gnu.linkonce.wi.x", "", "progbits"), (".linex", "", "progbits"), (".gdb_index", "", "progbits"), (".gdb_indexx", "", "progbits"),
        (".zdebug_x", "", "progbits"), (".gnu.debuglto_.debug_x", "", "progbits"), (".wna", "w", "progbits"), (".xna", "x", "progbits"), (".exc", "e", "progbits"),
        (".nb", "", "nobits"), (".nba", "a", "nobits"), (".debug_alloc", "a", "progbits"), (".wx", "awx", "progbits"),
    ];

    /// <summary>All of it as one source.</summary>
    public static string Source => Any
        + string.Concat(Sections.Select((section, i) => $"""
            .section {section.Name}, "{section.Flags}", %{section.Type}
            .globl g{i}
            g{i}: .space 4
            l{i}: .space 4

            """))
        + ".text\n" + string.Concat(Names.Select(name => $"\"{name}\": .long 0\n"));

    /// <summary>Functions whose address has bit 0 set in the symbol table, and other kinds that one machine has.</summary>
    public static string Special(string prefix) => prefix switch
    {
        "arm-linux-gnueabi-" => ".thumb\n.thumb_func\n.globl tf\ntf: nop\n.type tl, %function\ntl: nop\nno_type: nop\n.thumb_func\n.type ti, %gnu_indirect_function\nti: nop\n",
        "mips-linux-gnu-" => ".set micromips\n.globl mf\n.ent mf\n.type mf, @function\nmf: nop\n.end mf\nml: nop\n",
        "x86_64-linux-gnu-" => ".section .ldata, \"awl\"\nlarge1: .long 0\n.section .lbss, \"awl\", @nobits\nlarge2: .space 4\n.largecomm large3, 40, 32\n"
            + ".text\n.type i1, %gnu_indirect_function\n.globl i1\ni1: ret\n.type i2, %gnu_indirect_function\ni2: ret\n",
        _ => "",
    };
}
