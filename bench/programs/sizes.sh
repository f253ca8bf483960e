#!/bin/bash
# Usage: sizes.sh
#
# Builds firmware for a Cortex-M3 with 2,001 functions named like those of FreeRTOS, STM32's HAL and lwIP, and one with 27, and prints what
# their names take in the image: the table of each layout that kallsyms link has for programs, the symbol and string tables (without
# mapping symbols), a .gnu_debugdata section; then what runtime/kallsyms.h takes in code. KALLSYMS is the program (default:
# artifacts/kallsyms).
set -euo pipefail
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
kallsyms=$(realpath -- "${KALLSYMS:-$here/../../artifacts/kallsyms}")
runtime=$here/../../runtime
scratch=$(mktemp -d)
trap 'rm -rf -- "$scratch"' EXIT
cd "$scratch"
compile=(arm-none-eabi-gcc -mcpu=cortex-m3 -mthumb -Os -ffreestanding)

cat > image.ld << 'END'
ENTRY(main)
SECTIONS { . = 0x8000000; .text : { *(.text*) *(.rodata*) } .data : { *(.data*) } .bss : { *(.bss*) } }
END

# program NAME... makes the source of functions that call each other, the last of which is main.
program() {
    awk 'BEGIN { print "volatile int depth;" } { print "__attribute__((noinline)) void " $1 "(void) { " (NR > 1 ? last "();" : "") " depth++; }"; last = $1 }
        END { print "int main(void) { " last "(); return 0; }" }'
}
modules=(HAL_UART HAL_SPI HAL_I2C HAL_TIM HAL_GPIO HAL_ADC HAL_DMA HAL_RCC HAL_FLASH HAL_CAN xTask vTask xQueue xSemaphore xTimer vPort prvStream xEventGroup tcp udp)
actions=(Init DeInit Start Stop Send Receive GetState SetConfig Notify Delete Create Suspend Resume Transmit Abort Register Unregister Callback Process Reset)
objects=("" FromISR _IT _DMA Generic)
for module in "${modules[@]}"; do for action in "${actions[@]}"; do for object in "${objects[@]}"; do
    case $module in HAL* | tcp | udp) echo "${module}_$action$object" ;; *) echo "$module$action$object" ;; esac
done; done; done > names
program < names > large.c
printf '%s\n' Reset_Handler NMI_Handler HardFault_Handler SysTick_Handler uart_init uart_putc uart_puts print_hex delay led_on led_off gpio_init \
    timer_start timer_stop adc_read spi_transfer i2c_write i2c_read crc16 fault_dump backtrace task_idle task_blink queue_push queue_pop \
    watchdog_kick | program > small.c
"${compile[@]}" -c large.c small.c

# Of Xen, what its objects refer to says which parts its table has.
echo 'extern const char symbols_addresses[], symbols_num_addrs[], symbols_num_names[], symbols_sorted_offsets[];
const char *const xen[] = { symbols_addresses, symbols_num_addrs, symbols_num_names, symbols_sorted_offsets };' > xen.c
"${compile[@]}" -c xen.c

# link LAYOUT [OPTION...] OBJECT...: the image, and the bytes of its table.
link() {
    local layout=$1 options=()
    shift
    while test "${1#--}" != "$1"; do options+=("$1" "$2"); shift 2; done
    "$kallsyms" link --json -q --layout "$layout" "${options[@]}" -- "${compile[@]}" -nostdlib -nostartfiles -T image.ld "$@" -o image > said
    sed -n 's/.*"tableBytes": \([0-9]*\).*/\1/p' said
}

"${compile[@]}" -nostdlib -nostartfiles -T image.ld large.o -o plain
tables() {
    local sum=0 size
    for size in $(arm-none-eabi-readelf -SW "$1" | sed -n 's/.*\] \.\(symtab\|strtab\) *[A-Z]* *[0-9a-f]* [0-9a-f]* \([0-9a-f]*\) .*/0x\2/p'); do sum=$((sum + size)); done
    echo $sum
}
arm-none-eabi-objcopy -w -N '$*' plain unmapped
echo "| | bytes |"
echo "|---|---|"
echo "| layout image, 27 functions | $(link image small.o) |"
echo "| layout image, $(wc -l < names) functions and main, $(tr -d '\n' < names | wc -c) characters | $(link image large.o) |"
echo "| the same with an index by name | $(link image --with index large.o) |"
echo "| the same with sizes and an index by name | $(link image --with sizes --with index large.o) |"
echo "| linux-7.0 | $(link linux-7.0 large.o) |"
echo "| xen | $(link xen large.o xen.o) |"
for layout in nuttx zephyr; do echo "| $layout | $(link $layout large.o) |"; done
echo "| .symtab and .strtab | $(tables unmapped) |"
arm-none-eabi-nm -n --defined-only unmapped | awk '$2 ~ /[tT]/ { print $3 }' > functions
arm-none-eabi-objcopy -S --keep-symbols=functions unmapped mini
xz -9 -k mini
echo "| .gnu_debugdata (xz -9) | $(wc -c < mini.xz) |"

cat > lookup.c << 'END'
#include "kallsyms.h"
int lookup(uintptr_t a, struct kallsyms_symbol *s, char *n, size_t c) { return kallsyms_lookup(a, s, n, c); }
END
{ cat lookup.c; cat << 'END'; } > all.c
int by_name(const char *n, struct kallsyms_symbol *s) { return kallsyms_lookup_name(n, s); }
int next(struct kallsyms_symbol *s, char *n, size_t c) { return kallsyms_next(s, n, c); }
int get(size_t i, struct kallsyms_symbol *s, char *n, size_t c) { return kallsyms_get(i, s, n, c); }
int check(void) { return kallsyms_check(); }
END
echo
echo "| reader in C, -Os | kallsyms_lookup alone | all functions |"
echo "|---|---|---|"
# reader WHAT COMPILER OPTION...
reader() {
    local what=$1 size=()
    shift
    for source in lookup all; do
        "$@" -std=c99 -ffreestanding -fno-asynchronous-unwind-tables -fno-pic -Os -I "$runtime" -c $source.c -o reader.o
        size+=("$(size reader.o | awk 'NR == 2 { print $1 }')")
    done
    echo "| $what | ${size[0]} | ${size[1]} |"
}
reader "Cortex-M3 (Thumb)" arm-none-eabi-gcc -mcpu=cortex-m3 -mthumb
reader "Cortex-M0 (Thumb)" arm-none-eabi-gcc -mcpu=cortex-m0 -mthumb
reader "RV32IMAC" riscv64-unknown-elf-gcc -march=rv32imac -mabi=ilp32
reader "AArch64" aarch64-linux-gnu-gcc
reader "x86-64" gcc
reader "i386" gcc -m32
