/* Names for the calls on the stack, from the table that the program itself carries. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "backtrace.h"
#include "kallsyms.h"

#define ADDRESS_DIGITS ((int)sizeof(uintptr_t) * 2)

/*
 * Where a frame keeps the caller's frame pointer and the return address, in words from where the frame pointer points. Other
 * architectures, and Thumb code, have no chain that could be followed without unwind tables: one call is all they show.
 */
#if defined(__x86_64__) || defined(__i386__) || defined(__aarch64__)
enum { CALLER = 0, RETURN = 1, CHAINED = 1 };
#elif defined(__riscv) || defined(__loongarch__)
enum { CALLER = -2, RETURN = -1, CHAINED = 1 };
#elif defined(__arm__) && !defined(__thumb__) && defined(__clang__)
enum { CALLER = 0, RETURN = 1, CHAINED = 1 };
#elif defined(__arm__) && !defined(__thumb__)
enum { CALLER = -1, RETURN = 0, CHAINED = 1 };
#elif defined(__s390x__)
enum { CALLER = 0, RETURN = 14, CHAINED = 1 }; /* with -mbackchain */
#elif defined(__powerpc__)
/* A function keeps its return address in the frame of its caller. */
#define FRAME() (*(const uintptr_t *const *)__builtin_frame_address(0))
enum { CALLER = 0, RETURN = sizeof(uintptr_t) == 8 ? 2 : 1, CHAINED = 1 };
#else
enum { CALLER = 0, RETURN = 0, CHAINED = 0 };
#endif

#ifndef FRAME
#define FRAME() ((const uintptr_t *)__builtin_frame_address(0))
#endif

/* Prints a return address; returns whether what called belongs to this program's own code and is not yet main. */
static int print_call(uintptr_t address)
{
	struct kallsyms_symbol symbol;
	char name[KALLSYMS_NAME_LEN];

	/* A call may be the last instruction of a function: then the return address is already the next function's. */
	if (!kallsyms_lookup(address - 1, &symbol, name, sizeof name)) {
		printf(" [<%0*" PRIxPTR ">] ?\n", ADDRESS_DIGITS, address);
		return 0;
	}
	printf(" [<%0*" PRIxPTR ">] %s+0x%zx/0x%zx\n", ADDRESS_DIGITS, address, name, symbol.offset + 1, symbol.size);
	return strcmp(name, "main") != 0;
}

void backtrace_print(void)
{
	const uintptr_t *frame = FRAME();

	puts("Call trace:");
	if (!CHAINED) {
		print_call((uintptr_t)__builtin_return_address(0));
		return;
	}
	/* What called main may have been compiled without frame pointers, so main is the end. */
	while (print_call(frame[RETURN])) {
		const uintptr_t *caller = (const uintptr_t *)frame[CALLER];

		if ((uintptr_t)caller <= (uintptr_t)frame || (uintptr_t)caller % sizeof *caller != 0)
			return;
		frame = caller;
	}
}

void backtrace_find(const char *name)
{
	struct kallsyms_symbol symbol;

	if (kallsyms_lookup_name(name, &symbol))
		printf("%s = 0x%" PRIxPTR "\n", name, symbol.address);
	else
		printf("%s: not in the table\n", name);
}
