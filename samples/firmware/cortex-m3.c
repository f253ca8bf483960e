/*
 * Cortex-M3: qemu-system-arm -M lm3s6965evb. Registers of the UART and semihosting are all that is used of the board.
 *
 * Thumb code has no chain of frames. The fault handler does what can always be done: it names the faulting instruction and the caller
 * (pc and lr, which the processor has pushed), then looks through the stack for addresses that follow a call.
 */
#include "board.h"

#define UART0_DATA (*(volatile uint32_t *)0x4000c000)

extern uint32_t stack_top[];

int main(void);

void board_putc(char c)
{
	UART0_DATA = (uint32_t)c;
}

void board_exit(void)
{
	register uint32_t operation __asm__("r0") = 0x18; /* SYS_EXIT */
	register uint32_t reason __asm__("r1") = 0x20026; /* ADP_Stopped_ApplicationExit */

	__asm__ volatile("bkpt 0xab" : : "r"(operation), "r"(reason));
	for (;;)
		;
}

/* A call is bl (4 bytes: 0xf000 d000) or blx to a register (2 bytes: 0x4780), and the return address behind it is odd. */
static int follows_call(uintptr_t address)
{
	const uint16_t *code = (const uint16_t *)(address & ~(uintptr_t)1);

	return (address & 1) != 0 && address < 0x40000 && address > 8
		&& (((code[-2] & 0xf800) == 0xf000 && (code[-1] & 0xd000) == 0xd000) || (code[-1] & 0xff87) == 0x4780);
}

__attribute__((used)) void crash_handler(const uint32_t *pushed)
{
	const uint32_t *word;

	print_place(pushed[6]);
	print_place((pushed[5] & ~1u) - 1);
	for (word = pushed + 8; word < stack_top; word++)
		if (follows_call(*word))
			print_place((*word & ~1u) - 1);
	/* Behind the faulting instruction, which has 2 bytes, the program goes on. */
	((uint32_t *)(uintptr_t)pushed)[6] += 2;
}

__attribute__((naked)) void hard_fault(void)
{
	__asm__ volatile("mrs r0, msp\n\tpush {r4, lr}\n\tbl crash_handler\n\tpop {r4, pc}");
}

void reset(void)
{
	main();
	board_exit();
}

__attribute__((section(".vectors"), used)) const void *const vectors[] = {
	stack_top, (const void *)&reset, (const void *)&hard_fault, (const void *)&hard_fault,
	(const void *)&hard_fault, (const void *)&hard_fault, (const void *)&hard_fault,
};
