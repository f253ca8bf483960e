/*
 * How long a program takes to name an address of its own: LAYOUT is what it was linked with. The reader of image and linux-7.0 is
 * kallsyms.h; those of xen, nuttx and zephyr do what those systems do, in short. Prints nanoseconds of a lookup, over all functions.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

extern void (*const functions[])(void);
extern const unsigned count;

#if defined IMAGE || defined LINUX
#ifdef LINUX
#define KALLSYMS_LAYOUT 700
#endif
#include "kallsyms.h"

static int find(uintptr_t address, char *name)
{
	struct kallsyms_symbol symbol;

	return kallsyms_lookup(address, &symbol, name, 256);
}
#elif defined XEN
extern const uint64_t symbols_addresses[];
extern const unsigned symbols_num_addrs, symbols_num_names, symbols_sorted_offsets[], symbols_markers[];
extern const uint8_t symbols_names[], symbols_token_table[];
extern const uint16_t symbols_token_index[];
unsigned referred(void) { return symbols_num_names + symbols_sorted_offsets[0]; }

static int find(uintptr_t address, char *name)
{
	unsigned low = 0, high = symbols_num_addrs;
	const uint8_t *at;

	while (high - low > 1) {
		unsigned middle = (low + high) / 2;

		if (symbols_addresses[middle] <= address)
			low = middle;
		else
			high = middle;
	}
	while (low && symbols_addresses[low - 1] == symbols_addresses[low])
		low--;
	at = symbols_names + symbols_markers[low >> 8];
	for (unsigned i = 0; i < (low & 255); i++)
		at += *at + 1;
	for (unsigned i = 1, skip = 1; i <= *at; i++)
		for (const uint8_t *token = symbols_token_table + symbols_token_index[at[i]]; *token; token++, skip = 0)
			if (!skip)
				*name++ = *token;
	*name = 0;
	return 1;
}
#elif defined NUTTX
extern const struct { const char *name; const void *value; } g_allsyms[];
extern const int g_nallsyms;

static int find(uintptr_t address, char *name)
{
	int low = 0, high = g_nallsyms - 1;

	while (low < high) {
		int middle = (low + high + 1) / 2;

		if ((uintptr_t)g_allsyms[middle].value <= address)
			low = middle;
		else
			high = middle - 1;
	}
	strcpy(name, g_allsyms[low].name);
	return 1;
}
#else
extern const struct { uintptr_t first; uint32_t length; const struct { uint32_t offset; const char *name; } *entries; } z_symtab;

static int find(uintptr_t address, char *name)
{
	uint32_t offset = address - z_symtab.first, low = 0, high = z_symtab.length - 1;

	while (low < high) {
		uint32_t middle = (low + high + 1) / 2;

		if (z_symtab.entries[middle].offset <= offset)
			low = middle;
		else
			high = middle - 1;
	}
	strcpy(name, z_symtab.entries[low].name);
	return 1;
}
#endif

int main(void)
{
	enum { ROUNDS = 200 };
	char name[256], wanted[32];
	struct timespec from, to;
	unsigned found = 0;

	for (unsigned i = 0; i < count; i++) {
		snprintf(wanted, sizeof wanted, "_function_%u", i);
		if (!find((uintptr_t)functions[i] + 1, name) || !strstr(name, wanted)) {
			fprintf(stderr, "function %u is called %s\n", i, name);
			return 1;
		}
	}
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	for (int round = 0; round < ROUNDS; round++)
		for (unsigned i = 0; i < count; i++)
			found += find((uintptr_t)functions[i] + 1, name);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	printf("%.0f\n", ((to.tv_sec - from.tv_sec) * 1e9 + (to.tv_nsec - from.tv_nsec)) / found);
	return 0;
}
