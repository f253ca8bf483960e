/*
 * Checks kallsyms.h over the table of this very program, in the layout image, against what `kallsyms dump` says of it on standard input.
 *
 *	kallsyms dump image_test | ./image_test
 *
 * Prints what is wrong and exits with 1 at the first failure.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KALLSYMS_NAME_LEN 2048
#include "kallsyms.h"

#define MAX 20000

struct entry {
	uintptr_t address;
	char type;
	char *name;
};

static struct entry table[MAX];

int image_test_anchor(void)
{
	return 1;
}

static void fail(const char *what, const char *name)
{
	fprintf(stderr, "image_test: %s: %s\n", name, what);
	exit(1);
}

static size_t read_dump(void)
{
	static char line[4096], name[4096];
	size_t count = 0;
	uintptr_t moved = 0;

	while (fgets(line, sizeof line, stdin) != NULL) {
		struct entry *entry = &table[count++];

		if (count == MAX || sscanf(line, "%" SCNxPTR " %c %4095[^\n]", &entry->address, &entry->type, name) != 3)
			fail("no line of a dump", line);
		entry->name = strdup(name);
		if (strcmp(name, "image_test_anchor") == 0)
			moved = (uintptr_t)&image_test_anchor - entry->address;
	}
	for (size_t i = 0; i < count; i++)
		table[i].address += moved;
	return count;
}

static void check_walk(size_t count)
{
	struct kallsyms_symbol symbol, same;
	static char name[KALLSYMS_NAME_LEN], same_name[KALLSYMS_NAME_LEN];
	size_t i = 0;

	for (int more = kallsyms_get(0, &symbol, name, sizeof name); more; more = kallsyms_next(&symbol, name, sizeof name), i++) {
		if (i == count || symbol.address != table[i].address || symbol.type != table[i].type || strcmp(name, table[i].name) != 0)
			fail("is not what the dump has next", name);
		if (symbol.length != strlen(name) || symbol.offset != 0)
			fail("length or offset", name);
		if (!kallsyms_get(symbol.index, &same, same_name, sizeof same_name) || strcmp(same_name, name) != 0 || same.size != symbol.size
		    || same.next != symbol.next)
			fail("another one by number", name);
	}
	if (i != count)
		fail("the walk ends before", table[i].name);
	if (kallsyms_get(kallsyms_count(), &symbol, name, sizeof name))
		fail("there is one more", name);
}

static void check_lookups(size_t count)
{
	struct kallsyms_symbol symbol;
	static char name[KALLSYMS_NAME_LEN], absent[KALLSYMS_NAME_LEN + 1];

	for (size_t i = 0; i < count; i++) {
		if (i > 0 && table[i].address == table[i - 1].address)
			continue;
		if (!kallsyms_lookup(table[i].address, &symbol, name, sizeof name) || strcmp(name, table[i].name) != 0 || symbol.offset != 0)
			fail("not found by its address", table[i].name);
		/* With sizes, one symbol may lie inside another. */
		size_t next = i + 1;

		while (next < count && table[next].address == table[i].address)
			next++;
		if (symbol.size > 1 && (next == count || symbol.size <= table[next].address - table[i].address) && (!kallsyms_lookup(table[i].address + symbol.size - 1, &symbol, name, sizeof name)
					|| strcmp(name, table[i].name) != 0 || symbol.offset != symbol.size - 1))
			fail("not found by its last byte", table[i].name);
		for (size_t capacity = 0; capacity < 4; capacity++) {
			char small[8];

			memset(small, '#', sizeof small);
			if (!kallsyms_lookup(table[i].address, &symbol, small, capacity) || symbol.length != strlen(table[i].name)
			    || small[capacity] != '#' || (capacity != 0 && small[strlen(table[i].name) < capacity ? symbol.length : capacity - 1] != '\0'))
				fail("in a small buffer", table[i].name);
		}
		if (!kallsyms_lookup_name(table[i].name, &symbol))
			fail("not found by its name", table[i].name);
		sprintf(absent, "%s\001", table[i].name);
		if (kallsyms_lookup_name(absent, &symbol))
			fail("found with a character too many", table[i].name);
	}
	if (kallsyms_lookup(table[0].address - 1, &symbol, name, sizeof name) || name[0] != '\0')
		fail("found below the first", name);
	if (kallsyms_lookup((uintptr_t)table, &symbol, name, sizeof name) && symbol.type != 'b')
		fail("found for data", name);
	if (kallsyms_lookup_name("", &symbol) || kallsyms_lookup_name("\377", &symbol))
		fail("found", "a name that no symbol has");
}

int main(void)
{
	size_t count = read_dump();

	if (count < 10 || !kallsyms_check())
		fail("no table, or not intact", "the program");
	check_walk(count);
	check_lookups(count);
	printf("image_test: %zu symbols, all checked\n", count);
	return 0;
}
