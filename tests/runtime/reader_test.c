/*
 * Checks kallsyms.h over the table of this very program, which `kallsyms link` must have put there.
 *
 *	reader_test          prints the table as /proc/kallsyms does, with the addresses of the running program
 *	reader_test check MAP   checks every function of the reader for every symbol, and that the table holds exactly the lines of MAP
 *	                     (address, type letter, name, as linked; - for standard input; in any order)
 *
 * Prints what is wrong and exits with 1 at the first failure. Compile with the KALLSYMS_LAYOUT that it is linked with.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kallsyms.h"

/* A symbol whose address both the map and the running program know, so that a program that was moved can be compared. */
int reader_test_anchor = 1;

struct entry {
	uintptr_t address;
	char type;
	char *name;
};

static void fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	fputs("reader_test: ", stderr);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
	va_end(arguments);
	exit(1);
}

static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count + 1, size);

	if (memory == NULL)
		fail("out of memory");
	return memory;
}

static char *copy(const char *text)
{
	return strcpy(allocate(strlen(text), 1), text);
}

static void print_table(void)
{
	struct kallsyms_symbol symbol;
	char name[KALLSYMS_NAME_LEN];

	for (int more = kallsyms_get(0, &symbol, name, sizeof name); more; more = kallsyms_next(&symbol, name, sizeof name))
		printf("%0*" PRIxPTR " %c %s\n", (int)sizeof symbol.address * 2, symbol.address, symbol.type, name);
}

/* The walk, held against access by number. */
static struct entry *read_table(size_t count)
{
	struct entry *table = allocate(count, sizeof *table);
	struct kallsyms_symbol symbol, same;
	char name[KALLSYMS_NAME_LEN], same_name[KALLSYMS_NAME_LEN];
	size_t read = 0;

	for (int more = kallsyms_get(0, &symbol, name, sizeof name); more; more = kallsyms_next(&symbol, name, sizeof name)) {
		if (read == count)
			fail("the walk goes on after %zu symbols", count);
		if (symbol.index != read || symbol.length != strlen(name) || symbol.offset != 0)
			fail("symbol %zu: walked to as %zu, length %zu, offset %zu", read, symbol.index, symbol.length, symbol.offset);
		if (!kallsyms_get(read, &same, same_name, sizeof same_name))
			fail("symbol %zu: not found by number", read);
		if (same.address != symbol.address || same.type != symbol.type || same.next != symbol.next || strcmp(same_name, name) != 0)
			fail("symbol %zu: %s by walking, %s by number", read, name, same_name);
		if (read > 0 && symbol.address < table[read - 1].address)
			fail("symbol %zu, %s, lies below the one before", read, name);
		table[read++] = (struct entry){ symbol.address, symbol.type, copy(name) };
	}
	if (read != count)
		fail("the walk ends after %zu of %zu symbols", read, count);
	if (kallsyms_get(count, &symbol, name, sizeof name))
		fail("there is a symbol number %zu", count);
	return table;
}

static void check_one_address(uintptr_t address, const struct entry *table, size_t first, size_t size)
{
	struct kallsyms_symbol symbol;
	char name[KALLSYMS_NAME_LEN];

	if (!kallsyms_lookup(address, &symbol, name, sizeof name))
		fail("0x%" PRIxPTR ": not found, expected %s", address, table[first].name);
	if (symbol.index != first || strcmp(name, table[first].name) != 0)
		fail("0x%" PRIxPTR ": found %s, expected %s", address, name, table[first].name);
	if (symbol.offset != address - table[first].address || symbol.size != size || symbol.type != table[first].type)
		fail("0x%" PRIxPTR ": found %s+0x%zx/0x%zx, size should be 0x%zx", address, name, symbol.offset, symbol.size, size);
}

static void check_addresses(const struct entry *table, size_t count)
{
	struct kallsyms_symbol symbol;
	char name[KALLSYMS_NAME_LEN] = "x";

	for (size_t first = 0, end; first < count; first = end) {
		size_t size;

		for (end = first + 1; end < count && table[end].address == table[first].address; end++)
			;
		size = end < count ? table[end].address - table[first].address : 0;
		check_one_address(table[first].address, table, first, size);
		if (size > 1) {
			check_one_address(table[first].address + 1, table, first, size);
			check_one_address(table[first].address + size / 2, table, first, size);
			check_one_address(table[first].address + size - 1, table, first, size);
		}
	}
	if (count != 0 && table[0].address != 0 && kallsyms_lookup(table[0].address - 1, &symbol, name, sizeof name))
		fail("found %s below the first symbol", name);
	if (count != 0 && kallsyms_lookup(table[count - 1].address + 1, &symbol, name, sizeof name))
		fail("found %s above the last symbol", name);
	if (count == 0 && kallsyms_lookup((uintptr_t)&reader_test_anchor, &symbol, name, sizeof name))
		fail("found %s in an empty table", name);
	if (name[0] != '\0')
		fail("a failed lookup left the buffer unterminated");
}

static int compare(const struct entry *a, const struct entry *b, int names_first)
{
	int order = names_first ? strcmp(a->name, b->name) : 0;

	if (order == 0)
		order = (a->address > b->address) - (a->address < b->address);
	if (order == 0)
		order = strcmp(a->name, b->name);
	return order != 0 ? order : a->type - b->type;
}

static int by_name(const void *a, const void *b)
{
	return compare(a, b, 1);
}

static int by_address(const void *a, const void *b)
{
	return compare(a, b, 0);
}

static void check_names(const struct entry *sorted, size_t count)
{
	struct kallsyms_symbol symbol;
	char absent[KALLSYMS_NAME_LEN + 1];

	for (size_t i = 0; i < count; i++) {
		int known = i > 0 && strcmp(sorted[i].name, sorted[i - 1].name) == 0;

		if (known)
			continue;
		if (!kallsyms_lookup_name(sorted[i].name, &symbol))
			fail("%s: not found", sorted[i].name);
		if (symbol.address != sorted[i].address)
			fail("%s: found at 0x%" PRIxPTR ", expected 0x%" PRIxPTR, sorted[i].name, symbol.address, sorted[i].address);
		/* No linker makes a name with such a character, so these are not in the table. */
		sprintf(absent, "%s\001", sorted[i].name);
		if (kallsyms_lookup_name(absent, &symbol))
			fail("%s: found with a character too many", sorted[i].name);
	}
	if (kallsyms_lookup_name("", &symbol) || kallsyms_lookup_name("\377\377", &symbol) || kallsyms_lookup_name("\001", &symbol))
		fail("found a name that no symbol has");
}

static void check_buffers(const struct entry *table, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t length = strlen(table[i].name);

		for (size_t capacity = 0; capacity <= length + 1; capacity += capacity < 3 || capacity >= length ? 1 : length - capacity) {
			struct kallsyms_symbol symbol;
			char name[KALLSYMS_NAME_LEN + 1];

			memset(name, '#', sizeof name);
			if (!kallsyms_lookup(table[i].address, &symbol, name, capacity))
				fail("%s: not found with a buffer of %zu bytes", table[i].name, capacity);
			if (!kallsyms_get(i, &symbol, name, capacity) || symbol.length != length)
				fail("%s: length %zu with a buffer of %zu bytes", table[i].name, symbol.length, capacity);
			if (name[capacity] != '#')
				fail("%s: wrote beyond a buffer of %zu bytes", table[i].name, capacity);
			if (capacity != 0 && (strlen(name) != capacity - 1 || strncmp(name, table[i].name, capacity - 1) != 0))
				fail("%s: \"%s\" in a buffer of %zu bytes", table[i].name, name, capacity);
		}
	}
}

static struct entry *read_map(const char *path, size_t *count)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	struct entry *map = allocate(1, sizeof *map);
	char line[KALLSYMS_NAME_LEN + 64], name[KALLSYMS_NAME_LEN];
	const struct entry *anchor = NULL;
	uintptr_t moved;

	if (file == NULL)
		fail("%s: cannot be opened", path);
	for (*count = 0; fgets(line, sizeof line, file) != NULL; ++*count) {
		map = realloc(map, (*count + 1) * sizeof *map);
		if (map == NULL)
			fail("out of memory");
		if (sscanf(line, "%" SCNxPTR " %c %511[^\n]", &map[*count].address, &map[*count].type, name) != 3)
			fail("%s:%zu: expected an address, a type letter and a name", path, *count + 1);
		map[*count].name = copy(name);
	}
	for (size_t i = 0; i < *count; i++)
		if (strcmp(map[i].name, "reader_test_anchor") == 0)
			anchor = &map[i];
	/* An empty map is that of an empty table. */
	if (anchor == NULL && *count != 0)
		fail("%s: reader_test_anchor is missing", path);
	moved = anchor != NULL ? (uintptr_t)&reader_test_anchor - anchor->address : 0;
	for (size_t i = 0; i < *count; i++)
		map[i].address += moved;
	return map;
}

static void check_map(const struct entry *sorted, size_t count, const char *path)
{
	size_t expected;
	struct entry *map = read_map(path, &expected);

	qsort(map, expected, sizeof *map, by_address);
	for (size_t i = 0; i < count && i < expected; i++)
		if (compare(&sorted[i], &map[i], 0) != 0)
			fail("the table has 0x%" PRIxPTR " %c %s, the map 0x%" PRIxPTR " %c %s", sorted[i].address, sorted[i].type, sorted[i].name,
			     map[i].address, map[i].type, map[i].name);
	if (count != expected)
		fail("the table has %zu symbols, the map %zu", count, expected);
}

int main(int argc, char **argv)
{
	size_t count = kallsyms_count();
	struct entry *table;

	if (argc == 1) {
		print_table();
		return 0;
	}
	if (argc != 3 || strcmp(argv[1], "check") != 0) {
		fputs("usage: reader_test [check MAP]\n", stderr);
		return 2;
	}
	table = read_table(count);
	check_addresses(table, count);
	check_buffers(table, count);
	qsort(table, count, sizeof *table, by_name);
	check_names(table, count);
	qsort(table, count, sizeof *table, by_address);
	check_map(table, count, argv[2]);
	printf("reader_test: %zu symbols, all checked\n", count);
	return 0;
}
