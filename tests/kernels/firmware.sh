#!/bin/bash
# Usage: firmware.sh [NAME...]
#
# Builds U-Boot (u-boot: qemu_arm64) and OpenSBI (opensbi: its generic platform) of Debian's source packages as they are, then with
# kallsyms in front of the linker and with a page of C that reads the table (firmware/), and has them run under qemu: they print their whole
# table, and a trace of an instruction that is none. Prints a table in Markdown: links, symbols, bytes of the table, bytes of the binary
# before and after (with that page of C), and whether every line of the table is one of nm's, and the trace names its calls in their order.
#
# KALLSYMS is the program (default: artifacts/kallsyms). BOOT_TIMEOUT (default 120) seconds are given to each run.
# Exit status: 1 names differ, 3 something needed cannot be had, 4 a tool failed.
set -euo pipefail
. "$(dirname -- "$0")/common.sh"
. "$here/apt.sh"

names=()
for name; do
    case $name in
        -h | --help) help ;;
        u-boot | opensbi) names+=("$name") ;;
        *) die 2 "unknown argument $name; it is u-boot or opensbi" ;;
    esac
done
test ${#names[@]} != 0 || names=(opensbi u-boot)
program=$(realpath -- "${KALLSYMS:-$here/../../artifacts/kallsyms}")
test -x "$program" || die 3 "there is no $program; build it, or set KALLSYMS"
runtime=$(realpath -- "$here/../../runtime")
include="-I$here/firmware -I$runtime"

# A project says how it is built (with a tool of our choice in one variable), what is added to it, how it runs, and whom its trace names.
project_opensbi() {
    "$here/need.sh" riscv64-linux-gnu-gcc qemu-system-riscv64 make python3 dpkg-source
    source_package opensbi trixie unstable
    machine=riscv64-linux-gnu tool="CC=$program link -- riscv64-linux-gnu-gcc $include"
    image=build/platform/generic/firmware/fw_jump.elf binary=build/platform/generic/firmware/fw_jump.bin
    options=(PLATFORM=generic)
    configure=true
    run=(qemu-system-riscv64 -M virt -bios "$binary")
    trace=(names_inner names_outer names_test sbi_init)
}
add_opensbi() {
    cp "$here/firmware/opensbi.c" lib/sbi/names.c
    echo 'libsbi-objs-y += names.o' >> lib/sbi/objects.mk
    sed -i -e 's/^static void sbi_trap_error_one/void names_trap(unsigned long, unsigned long, const unsigned long *);\n&/' \
        -e '/"t6", regs->t6);/a names_trap(regs->mepc, regs->ra, (const unsigned long *)regs->s0);' lib/sbi/sbi_trap.c
    sed -i 's/^static void sbi_boot_print_hart/void names_test(void);\n&/; s/^\tsbi_boot_print_hart(scratch, hartid);/&\n\tnames_test();/' lib/sbi/sbi_init.c
}

project_u-boot() {
    "$here/need.sh" aarch64-linux-gnu-gcc qemu-system-aarch64 make bison flex openssl/ssl.h bc python3 dpkg-source
    source_package u-boot trixie unstable
    machine=aarch64-linux-gnu tool="LD=$program link -- aarch64-linux-gnu-ld"
    image=u-boot binary=u-boot.bin
    options=("KCFLAGS=$include")
    configure=configure_u_boot
    run=(qemu-system-aarch64 -M virt -cpu cortex-a57 -bios "$binary" -no-reboot)
    trace=(do_undefined cmd_process main_loop run_main_loop)
}
configure_u_boot() {
    make "${options[@]}" CROSS_COMPILE=aarch64-linux-gnu- qemu_arm64_defconfig
    printf '%s\n' CONFIG_CMD_EXCEPTION=y '# CONFIG_TOOLS_MKEFICAPSULE is not set' CONFIG_BOOTDELAY=0 'CONFIG_BOOTCOMMAND="names; exception undefined"' >> .config
    make "${options[@]}" CROSS_COMPILE=aarch64-linux-gnu- olddefconfig
}
add_u-boot() {
    cp "$here/firmware/u-boot.c" cmd/names.c
    echo 'obj-y += names.o' >> cmd/Makefile
    sed -i -e 's/^void show_regs/void names_trap(unsigned long, unsigned long, const unsigned long *);\n&/' \
        -e 's/^\tdump_instr(regs);/&\n\tnames_trap(regs->elr, regs->regs[30], (const unsigned long *)regs->regs[29]);/' arch/arm/lib/interrupts_64.c
}

build() { nice make -j"$(nproc)" CROSS_COMPILE="$machine-" "${options[@]}" "$@"; }
fail() { tail -n 20 "$log" >&2; die 4 "$1; see $log"; }

# Whether all of the table is as nm has it, and the calls follow each other as expected.
compare() {
    tr -d '\r' < "$log" > console
    sed -n 's/^symbol: //p' console > printed
    sed -n 's/^trace: \([^+]*\)+.*/\1/p' console > called
    "$machine-nm" "$image" > known
    grep -qx 'table: intact' console || echo "the table is not intact"
    test "$(wc -l < printed)" = "$symbols" || echo "$(wc -l < printed) symbols were printed, and not $symbols"
    grep -Fxvf known printed | sed 's/^/not in nm: /' || :
    awk -v expected="${trace[*]}" 'BEGIN { count = split(expected, name, " "); next_one = 1 } $0 == name[next_one] { next_one++ }
        END { if (next_one <= count) print "the trace has no " name[next_one] }' called
}

status=0
echo "| | links | symbols | bytes of the table | binary before | after | names |"
echo "|---|---|---|---|---|---|---|"
for name in "${names[@]}"; do
    lock "$name"
    project_"$name"
    build=$cache/build/$name log=$cache/build/$name.log
    if ! test -e "$build/plain"; then
        unpack_source "$build"
        cd "$build"
        say "building $name; messages are in $log"
        { $configure && build; } > "$log" 2>&1 || fail "$name does not build"
        add_"$name"
        wc -c < "$binary" > plain
    fi
    cd "$build"
    rm -f "$image" "$binary"
    build "$tool" > "$log" 2>&1 || fail "$name does not build with kallsyms"
    read -r links symbols bytes < <(sed -n "s|^kallsyms: .*$image: \([0-9]*\) links*, \([0-9]*\) symbols, \([0-9]*\) table bytes.*|\1 \2 \3|p" "$log") ||
        fail "kallsyms did not link $image"
    "$program" verify "$image" >> "$log" 2>&1 || fail "the table of $image is not consistent"
    log=$cache/build/$name-console.log
    timeout "${BOOT_TIMEOUT:-120}" "${run[@]}" -display none -serial stdio > "$log" 2>&1 < /dev/null &
    guest=$!
    until grep -q "^trace: ${trace[-1]}+" "$log" || ! kill -0 $guest 2> /dev/null; do sleep 1; done
    kill $guest 2> /dev/null || :
    wait $guest 2> /dev/null || :
    problems=$(compare)
    echo "| $name $(sed -n 's/^\(U-Boot\|OpenSBI\) v\{0,1\}\([^ ]*\).*/\2/p' "$log" | head -n 1) | $links | $symbols | $bytes | $(cat plain) | $(wc -c < "$binary") | $(test -z "$problems" && echo right || echo wrong) |"
    test -z "$problems" || { printf '%s\n' "$problems" >&2; status=1; }
done
exit $status
