/* x86: qemu-system-i386 -kernel, by the header of Multiboot 1. */
#include "board.h"

static inline void out(uint16_t port, uint8_t value)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

void board_putc(char c)
{
	out(0x3f8, (uint8_t)c);
}

/* -device isa-debug-exit: the exit status is 2 * value + 1. */
void board_exit(void)
{
	out(0xf4, 0);
	for (;;)
		;
}

__asm__(".section .text.start, \"ax\"\n"
	".align 4\n"
	"	.long 0x1badb002, 0, -0x1badb002\n"
	".global start\n"
	".type start, @function\n"
	"start:\n"
	"	mov $stack_top, %esp\n"
	"	xor %ebp, %ebp\n"
	"	call main\n"
	"1:	jmp 1b\n"
	".size start, . - start\n"
	".text\n");
