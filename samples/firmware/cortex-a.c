/*
 * Cortex-A, 32 bits: qemu-system-arm -M virt -cpu cortex-a15.
 *
 * No frame pointers are needed: with -funwind-tables the compiler says in .ARM.exidx how each function is left, and the unwinder of libgcc,
 * which comes with the compiler, reads it.
 */
#include <unwind.h>

#include "board.h"

void board_putc(char c)
{
	*(volatile uint32_t *)0x09000000 = (uint32_t)(unsigned char)c;
}

/* PSCI SYSTEM_OFF */
void board_exit(void)
{
	register uint32_t function __asm__("r0") = 0x84000008;

	__asm__ volatile(".arch_extension virt\n\thvc #0" : : "r"(function));
	for (;;)
		;
}

/* Of the C library, libgcc wants no more than these. */
void abort(void)
{
	board_exit();
}

void *memcpy(void *to, const void *from, size_t count)
{
	unsigned char *out = to;
	const unsigned char *in = from;

	while (count-- > 0)
		*out++ = *in++;
	return to;
}

static _Unwind_Reason_Code print_frame(struct _Unwind_Context *context, void *unused)
{
	(void)unused;
	print_place(_Unwind_GetIP(context) - 1);
	return _URC_NO_REASON;
}

void print_unwound(void)
{
	(void)_Unwind_Backtrace(print_frame, NULL);
}

__asm__(".section .text.start, \"ax\"\n"
	".global start\n"
	".type start, %function\n"
	"start:\n"
	"	.fnstart\n"
	"	ldr sp, =stack_top\n"
	"	bl main\n"
	"	b .\n"
	"	.cantunwind\n"
	"	.fnend\n"
	".size start, . - start\n"
	".text\n");
