/* AArch64: qemu-system-aarch64 -M virt -cpu cortex-a53. */
#include "board.h"

void board_putc(char c)
{
	*(volatile uint32_t *)0x09000000 = (uint32_t)(unsigned char)c;
}

/* PSCI SYSTEM_OFF */
void board_exit(void)
{
	register uint64_t function __asm__("x0") = 0x84000008;

	__asm__ volatile("hvc #0" : : "r"(function));
	for (;;)
		;
}

__asm__(".section .text.start, \"ax\"\n"
	".global start\n"
	".type start, %function\n"
	"start:\n"
	"	adrp x0, stack_top\n"
	"	add x0, x0, :lo12:stack_top\n"
	"	mov sp, x0\n"
	"	mov x29, xzr\n"
	"	bl main\n"
	"	b .\n"
	".size start, . - start\n"
	".text\n");
