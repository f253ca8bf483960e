# Writes a kallsyms table as some vendors do, from the list of symbols that is the last argument: names are not compressed. Every character
# is a token of its own.

function label(name, alignment) { printf ".globl %s\n\t.balign %d\n%s:\n", name, alignment, name }

BEGIN {
    for (i = 1; i < 256; i++)
        code[sprintf("%c", i)] = i
    relative = 0
    for (i = 1; i < ARGC - 1; i++) {
        if (ARGV[i] == "--pc-relative")
            relative = 1
        ARGV[i] = ""
    }
    print "\t.section .rodata, \"a\""
}

{
    address[NR - 1] = $1
    name[NR - 1] = $2 $3
}

END {
    label("kallsyms_num_syms", 8)
    printf "\t.long\t%d\n", NR
    label("kallsyms_names", 8)
    at = 0
    for (i = 0; i < NR; i++) {
        if (i % 256 == 0)
            markers[i / 256] = at
        size = length(name[i])
        printf size < 128 ? "\t.byte %d" : "\t.byte %d, %d", size < 128 ? size : size % 128 + 128, int(size / 128)
        for (j = 1; j <= size; j++)
            printf ", %d", code[substr(name[i], j, 1)]
        print ""
        at += size + (size < 128 ? 1 : 2)
    }
    label("kallsyms_markers", 8)
    for (i = 0; i * 256 < NR; i++)
        printf "\t.long\t%d\n", markers[i]
    label("kallsyms_token_table", 8)
    print "\t.byte 0"
    for (i = 1; i < 256; i++)
        printf "\t.byte %d, 0\n", i
    label("kallsyms_token_index", 8)
    for (i = 0; i < 256; i++)
        printf "\t.short %d\n", i ? 2 * i - 1 : 0
    label("kallsyms_offsets", 8)
    for (i = 0; i < NR; i++)
        printf relative ? "\t.long\t_text - . + (0x%s - 0x%s)\n" : "\t.long\t(0x%s - 0x%s) & 0xffffffff\n", address[i], text()
    if (!relative) {
        label("kallsyms_relative_base", 8)
        print "\t.quad\t_text"
    }
    label("kallsyms_seqs_of_names", 8)
    fflush()
    sort = "LC_ALL=C sort -s -k 1,1 | awk '{ printf \"\\t.byte %d, %d, %d\\n\", int($2 / 65536), int($2 / 256) % 256, $2 % 256 }'"
    for (i = 0; i < NR; i++)
        print substr(name[i], 2), i | sort
    close(sort)
}

function text(  i) {
    if (base == "") {
        base = "0"
        for (i = 0; i < NR; i++) {
            if (substr(name[i], 2) == "_text")
                base = address[i]
        }
    }
    return base
}
