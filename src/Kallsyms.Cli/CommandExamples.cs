namespace Kallsyms.Cli;

/// <summary>A command line as a user would type it, and its purpose.</summary>
readonly record struct Example(string Line, string Purpose);

/// <summary>The examples shown by --help and the manual pages.</summary>
static class CommandExamples
{
    static readonly Dictionary<string, Example[]> _examples = new()
    {
        ["kallsyms"] =
        [
            new("kallsyms make -j8", "In a configured kernel tree: build it, with vmlinux linked once and its table right."),
            new("kallsyms explain .tmp_System.map System.map", "After \"Inconsistent kallsyms data\": which symbols, and why."),
            new("kallsyms dump /boot/vmlinuz", "Print the symbols of a packed kernel."),
        ],
        [LinkCommand.Name] =
        [
            new("kallsyms link -- gcc main.c -o main", "A program that can name its own functions (runtime/kallsyms.h)."),
            new("kallsyms link -- arm-none-eabi-gcc -T board.ld main.o -o firmware.elf",
                "Firmware; works in front of any compiler driver."),
            new("kallsyms link --layout auto --map System.map -- ld -T vmlinux.lds vmlinux.o -o vmlinux", "A kernel, and its System.map."),
        ],
        [CompilerCommand.Name] =
        [
            new("./configure CC=\"kallsyms cc -- gcc\"", "A build whose programs can name their own functions."),
            new("ln -s $(command -v kallsyms) ~/bin/kallsyms-cc", "The same as one word, kallsyms-cc; ~/bin/gcc stands in for gcc."),
        ],
        [EmbedCommand.Name] =
        [
            new("kallsyms embed firmware.elf", "Fill the room that was reserved when another build system linked it."),
            new("kallsyms embed --from firmware.elf --symbols functions firmware.bin -o small.bin",
                "Another choice of symbols for a flat image with a table."),
        ],
        ["gen"] =
        [
            new("kallsyms gen --layout linux-6.12 System.map -o kallsyms.S",
                "Assembler text, as that release's scripts/kallsyms writes it."),
            new("kallsyms gen --like vmlinux.o --object kallsyms.o System.map", "An object to be linked, for the machine of vmlinux.o."),
        ],
        ["map"] =
        [
            new("kallsyms map vmlinux -o System.map", "What the kernel's build writes."),
            new("kallsyms map --all vmlinux", "What nm -n prints."),
        ],
        ["dump"] = [new("kallsyms dump /boot/vmlinuz -o System.map", "The symbols of a distribution's kernel, as a file.")],
        ["info"] = [new("kallsyms info --json boot.img", "What is in it, for a script.")],
        ["scan"] = [new("kallsyms scan --resume kernels.json firmware", "All kernels below a directory; go on where it was interrupted.")],
        ["lookup"] =
        [
            new("kallsyms lookup vmlinuz ffffffff8150f123", "The function at an address."),
            new("kallsyms lookup --kaslr auto /boot/vmlinuz schedule", "Where a function is in the running kernel."),
            new("kallsyms lookup vmlinuz 'sched_*'", "All names that start with sched_."),
        ],
        ["annotate"] =
        [
            new("kallsyms annotate vmlinuz oops.txt", "An oops with names."),
            new("dmesg | kallsyms annotate /proc/kallsyms", "The log of the running kernel; as root."),
        ],
        ["unpack"] = [new("kallsyms unpack vmlinuz -o vmlinux.bin", "The kernel as it will lie in memory.")],
        ["elf"] = [new("kallsyms elf vmlinuz -o vmlinux", "A file for gdb and objdump.")],
        ["isf"] = [new("kallsyms isf vmcore -o symbols.json", "What Volatility 3 needs to know of the kernel in a dump.")],
        ["diff"] = [new("kallsyms diff vmlinuz-6.12.106 vmlinuz-6.12.107", "What an update changed.")],
        ["verify"] =
        [
            new("kallsyms verify vmlinux", "Is its table right?"),
            new("kallsyms verify --map System.map vmlinux.stripped", "The same for an image without a symbol table."),
        ],
        ["explain"] =
        [
            new("kallsyms explain ~/linux", "What went wrong in the build that failed there."),
            new("kallsyms explain --html page.html .tmp_System.map System.map", "The same of two maps, as a page to send around."),
        ],
        ["stat"] = [new("kallsyms stat vmlinux", "How many bytes go into names, tokens and addresses.")],
        [MakeCommand.Name] =
        [
            new("kallsyms make -j8", "Build the kernel here."),
            new("kallsyms make --compress best -C ~/linux LLVM=1", "A kernel elsewhere, with clang and a smaller table."),
            new("eval make $(kallsyms make --print) -j8", "For a build service that runs make itself."),
        ],
        [KbuildLinkCommand.Name] =
            [new("kallsyms kbuild-link scripts/link-vmlinux.sh ld -m elf_x86_64", "As make calls it, with KBUILD's variables set.")],
        ["doctor"] = [new("kallsyms doctor", "Before the first link on a machine.")],
        [HelpCommand.Name] = [new("kallsyms help lookup", "The same as kallsyms lookup --help.")],
    };

    /// <summary>Returns the examples of a command, or of the program.</summary>
    public static IReadOnlyList<Example> Of(string command) => _examples[command];
}
