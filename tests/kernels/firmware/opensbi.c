/* OpenSBI, built to run anywhere: it is linked to 0 and moves itself to where it was loaded. */
#include <sbi/sbi_console.h>
#include <sbi/sbi_trap.h>

extern char _fw_start[];

#define NAMES_PRINT sbi_printf
#define NAMES_MOVED ((uintptr_t)_fw_start)
#include "names.h"

__attribute__((noinline)) void names_inner(void)
{
	__asm__ volatile("unimp");
}

__attribute__((noinline)) void names_outer(void)
{
	names_inner();
	__asm__ volatile("");
}

void names_test(void)
{
	names_table();
	names_outer();
	__asm__ volatile("");
}
