/*
 * Damages a table in the layout image in every place and calls every function of kallsyms.h: it must end and read nothing outside the
 * table, whatever the table says. The table is read from a file into memory of exactly its size, where -fsanitize=address sees reads
 * before or behind it.
 *
 *	image_damage_test TABLE ROUNDS
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const uint8_t *table_start, *table_end;
#define KALLSYMS_TABLE table_start
#define KALLSYMS_TABLE_END table_end
#include "kallsyms.h"

static void use(void)
{
	struct kallsyms_symbol symbol;
	char name[16];
	size_t steps = 0, length;

	for (int more = kallsyms_get(0, &symbol, name, sizeof name); more && steps < 50; more = kallsyms_next(&symbol, name, sizeof name)) {
		steps++;
		if (memchr(name, '\0', sizeof name) == NULL)
			abort();
		if (kallsyms_lookup(symbol.address, &symbol, name, sizeof name) && memchr(name, '\0', sizeof name) == NULL)
			abort();
	}
	kallsyms_get(kallsyms_count() / 2, &symbol, NULL, 0);
	kallsyms_get(kallsyms_count() - 1, &symbol, name, sizeof name);
	kallsyms_lookup_name("main", &symbol);
	kallsyms_lookup_name("", &symbol);
	kallsyms_lookup(0, &symbol, NULL, 0);
	kallsyms_lookup(UINTPTR_MAX, &symbol, name, sizeof name);
	kallsyms_lookup((uintptr_t)table_start, &symbol, name, sizeof name);
	kallsyms_build_id(&length);
	kallsyms_check();
}

static uint32_t random_number(void)
{
	static uint32_t state = 2463534242;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

int main(int argc, char **argv)
{
	static uint8_t intact[1 << 20];
	FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
	size_t size = file != NULL ? fread(intact, 1, sizeof intact, file) : 0;
	uint8_t *bytes = malloc(size);

	if (size == 0 || bytes == NULL)
		return 2;
	alarm(300);
	table_start = bytes;
	table_end = bytes + size;
	memcpy(bytes, intact, size);
	if (!kallsyms_check())
		return 1;
	use();
	/* Every byte of header and arrays, and of the rest as many as there are rounds, with values at the limits. */
	for (size_t i = 0; i < size; i += i < 512 ? 1 : 1 + size / (size_t)atoi(argv[2])) {
		static const uint8_t values[] = { 0, 1, 0x1f, 0x20, 0x7f, 0x80, 0xff };

		for (size_t v = 0; v < sizeof values; v++) {
			bytes[i] = values[v];
			use();
		}
		bytes[i] = intact[i];
	}
	/* Many bytes at once, and tables that are cut. */
	for (int round = 0; round < atoi(argv[2]); round++) {
		for (unsigned n = random_number() % 16; n > 0; n--)
			bytes[random_number() % (random_number() % 2 ? size : 64 < size ? 64 : size)] = (uint8_t)random_number();
		use();
		if (round % 4 == 3) {
			free(bytes);
			size_t cut = round % 8 == 7 ? size : random_number() % size + 1;
			bytes = malloc(cut);
			memcpy(bytes, intact, cut);
			table_start = bytes;
			table_end = bytes + cut;
			use();
			if (cut != size) {
				free(bytes);
				bytes = malloc(size);
				memcpy(bytes, intact, size);
				table_start = bytes;
				table_end = bytes + size;
			}
		}
	}
	free(bytes);
	puts("image_damage_test: all ended well");
	return 0;
}
