#include "names.h"

#include "kallsyms.h"

void print(const char *text)
{
	while (*text != '\0')
		board_putc(*text++);
}

static void print_hex(uintptr_t value)
{
	int shift = (int)sizeof value * 8;

	do {
		shift -= 4;
	} while (shift > 0 && value >> shift == 0);
	for (; shift >= 0; shift -= 4)
		board_putc("0123456789abcdef"[value >> shift & 15]);
}

static int is_main(const char *name)
{
	return name[0] == 'm' && name[1] == 'a' && name[2] == 'i' && name[3] == 'n' && name[4] == '\0';
}

static int print_call(uintptr_t address)
{
	struct kallsyms_symbol symbol;
	char name[KALLSYMS_NAME_LEN];

	print("  ");
	if (!kallsyms_lookup(address, &symbol, name, sizeof name)) {
		print("0x");
		print_hex(address);
		print("\n");
		return 0;
	}
	print(name);
	print("+0x");
	print_hex(symbol.offset);
	print("/0x");
	print_hex(symbol.size);
	print("\n");
	return !is_main(name);
}

void print_place(uintptr_t address)
{
	(void)print_call(address);
}

/* Where a frame keeps the caller's frame pointer and the return address, in words from where the frame pointer points. */
#if defined(__riscv)
enum { CALLER = -2, RETURN = -1 };
#else
enum { CALLER = 0, RETURN = 1 };
#endif

void print_trace(const uintptr_t *frame)
{
	int depth;

	/* A call may be the last instruction of a function: the address before the return address is always in the caller. */
	for (depth = 0; depth < 16 && print_call(frame[RETURN] - 1); depth++) {
		const uintptr_t *caller = (const uintptr_t *)frame[CALLER];

		if ((uintptr_t)caller <= (uintptr_t)frame || (uintptr_t)caller % sizeof *caller != 0)
			return;
		frame = caller;
	}
}

void print_table(void)
{
	struct kallsyms_symbol symbol;
	char name[KALLSYMS_NAME_LEN];
	int more;

	for (more = kallsyms_get(0, &symbol, name, sizeof name); more; more = kallsyms_next(&symbol, name, sizeof name)) {
		print_hex(symbol.address);
		board_putc(' ');
		board_putc(symbol.type);
		board_putc(' ');
		print(name);
		print("\n");
	}
}
