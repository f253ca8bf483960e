/* What firmware.sh adds to U-Boot and OpenSBI: their own names, by runtime/kallsyms.h. A project says how it prints, and how far it moved. */
#include "kallsyms.h"

/* Where the compiler keeps a caller's frame pointer and the return address, in words from the frame pointer. */
#if defined(__riscv)
enum { CALLER = -2, RETURN = -1 };
#else
enum { CALLER = 0, RETURN = 1 };
#endif

static void names_place(uintptr_t address)
{
	struct kallsyms_symbol symbol;
	char name[KALLSYMS_NAME_LEN];

	if (kallsyms_lookup(address, &symbol, name, sizeof name))
		NAMES_PRINT("trace: %s+0x%lx/0x%lx\n", name, (unsigned long)symbol.offset, (unsigned long)symbol.size);
	else
		NAMES_PRINT("trace: 0x%lx\n", (unsigned long)(address - NAMES_MOVED));
}

/* Where a trap came from, and who called that; a function that calls nothing has its return address in a register alone. */
void names_trap(uintptr_t place, uintptr_t register_return, const uintptr_t *frame)
{
	struct kallsyms_symbol symbol;
	int depth;

	names_place(place);
	names_place(register_return - 1);
	/* On RISC-V such a function has a frame, with the caller's frame pointer in the place of the return address. */
	if (CALLER < 0 && !kallsyms_lookup(frame[RETURN] - 1, &symbol, NULL, 0))
		frame = (const uintptr_t *)frame[RETURN];
	for (depth = 0; depth < 8; depth++) {
		const uintptr_t *caller = (const uintptr_t *)frame[CALLER];

		names_place(frame[RETURN] - 1);
		if (caller <= frame || (uintptr_t)caller % sizeof *caller != 0)
			break;
		frame = caller;
	}
}

/* The whole table, with the addresses that nm lists. */
void names_table(void)
{
	struct kallsyms_symbol symbol;
	char name[KALLSYMS_NAME_LEN];
	int more = kallsyms_get(0, &symbol, name, sizeof name);

	NAMES_PRINT("table: %s\n", kallsyms_check() ? "intact" : "none, or damaged");
	for (; more; more = kallsyms_next(&symbol, name, sizeof name))
		NAMES_PRINT("symbol: %016lx %c %s\n", (unsigned long)(symbol.address - NAMES_MOVED), symbol.type, name);
}
