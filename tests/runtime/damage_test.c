/*
 * Damages a table in every place and calls every function of kallsyms.h: it must end and read nothing outside the table, whatever
 * the table says. Needs no linked table: its own lies in an array, where -fsanitize=address sees reads before or behind it.
 *
 * Prints what is wrong and exits with 1; a read outside the array or an endless loop ends it, too.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Of a table that is made at run time. */
#define KALLSYMS_LAYOUT 700
#define KALLSYMS_ENCODING KALLSYMS_PLACE_RELATIVE
#include "kallsyms.h"

/* Where the sub-tables start: layout linux-7.0, without more room than these 300 symbols take. */
#define NUM_SYMS 0
#define NAMES 4
#define MARKERS 2008
#define TOKEN_TABLE 2016
#define TOKEN_INDEX 2536
#define OFFSETS 3048
#define SEQS 4248
#define END 5148

#define STRING(x) #x
#define LABEL(name, offset) \
	".globl kallsyms_" name "\n.hidden kallsyms_" name "\n.set kallsyms_" name ", arena + " STRING(offset) "\n"

uint8_t arena[END] __attribute__((aligned(4), used));

__asm__(LABEL("num_syms", NUM_SYMS) LABEL("names", NAMES) LABEL("markers", MARKERS) LABEL("token_table", TOKEN_TABLE)
	LABEL("token_index", TOKEN_INDEX) LABEL("offsets", OFFSETS) LABEL("seqs_of_names", SEQS));

#define COUNT 300
#define FIRST ((uintptr_t)arena + 0x10000)
#define STEP 16
/* Bigger than a byte: such a name's length takes two. */
#define LONG_NAME 200

static void fail(const char *what, unsigned number)
{
	fprintf(stderr, "damage_test: %s (%u)\n", what, number);
	exit(1);
}

static void put32(unsigned offset, uint32_t value)
{
	memcpy(arena + offset, &value, sizeof value);
}

/* Fixed digits, so that names are ordered as their numbers. Symbol 7 has a long name. */
static void name_of(unsigned i, char *name)
{
	int length = sprintf(name, "symbol_%03u", i);

	if (i == 7) {
		memset(name + length, '_', LONG_NAME);
		name[length + LONG_NAME] = '\0';
	}
}

/* A table in which every code stands for itself, except that '@' stands for "symbol_". */
static void make_table(void)
{
	unsigned place = 0, text = 0;

	memset(arena, 0, sizeof arena);
	put32(NUM_SYMS, COUNT);
	for (unsigned i = 0; i < COUNT; i++) {
		char name[KALLSYMS_NAME_LEN];
		uint8_t codes[KALLSYMS_NAME_LEN];
		size_t length;

		name_of(i, name);
		length = (size_t)sprintf((char *)codes, "T@%s", name + strlen("symbol_"));
		if (i % 256 == 0)
			put32(MARKERS + i / 256 * 4, place);
		if (length > 0x7f)
			arena[NAMES + place++] = (uint8_t)(length | 0x80);
		arena[NAMES + place++] = (uint8_t)(length > 0x7f ? length >> 7 : length);
		memcpy(arena + NAMES + place, codes, length);
		place += (unsigned)length;
		put32(OFFSETS + i * 4, (uint32_t)(FIRST + i * STEP - ((uintptr_t)arena + OFFSETS + i * 4)));
		arena[SEQS + i * 3 + 1] = (uint8_t)(i >> 8);
		arena[SEQS + i * 3 + 2] = (uint8_t)i;
	}
	if (place > MARKERS - NAMES)
		fail("more names than there is room for", place);
	for (unsigned code = 0; code < 256; code++) {
		uint16_t index = (uint16_t)text;

		memcpy(arena + TOKEN_INDEX + code * 2, &index, sizeof index);
		if (code == '@')
			text += (unsigned)sprintf((char *)arena + TOKEN_TABLE + text, "symbol_") + 1;
		else
			text += (unsigned)sprintf((char *)arena + TOKEN_TABLE + text, "%c", (int)code) + (code > 0);
	}
}

static void check_intact(void)
{
	struct kallsyms_symbol symbol;
	char name[KALLSYMS_NAME_LEN], expected[KALLSYMS_NAME_LEN];

	if (kallsyms_count() != COUNT)
		fail("wrong number of symbols", (unsigned)kallsyms_count());
	for (unsigned i = 0; i < COUNT; i++) {
		/* The last symbol has no known end. */
		uintptr_t offset = i < COUNT - 1 ? 3 : 0;

		name_of(i, expected);
		if (!kallsyms_lookup(FIRST + i * STEP + offset, &symbol, name, sizeof name) || symbol.offset != offset
		    || strcmp(name, expected) != 0)
			fail("address not found", i);
		if (!kallsyms_lookup_name(expected, &symbol) || symbol.address != FIRST + i * STEP || symbol.type != 'T')
			fail("name not found", i);
	}
}

/* Calls everything, with a walk that must end after as many steps as there are symbols. */
static void use(void)
{
	struct kallsyms_symbol symbol;
	char name[16], wanted[KALLSYMS_NAME_LEN];
	size_t count = kallsyms_count(), steps = 0;

	if (count > (SEQS - OFFSETS) / 4)
		fail("more symbols than there is room for", (unsigned)count);
	for (int more = kallsyms_get(0, &symbol, name, sizeof name); more; more = kallsyms_next(&symbol, name, sizeof name)) {
		if (++steps > count)
			fail("the walk goes on", (unsigned)steps);
		if (memchr(name, '\0', sizeof name) == NULL)
			fail("not terminated", (unsigned)symbol.index);
	}
	for (unsigned i = 0; i < COUNT; i += 37) {
		name_of(i, wanted);
		kallsyms_lookup_name(wanted, &symbol);
		memset(name, 'x', sizeof name);
		if (kallsyms_lookup(FIRST + i * STEP + 1, &symbol, name, sizeof name)
		    && symbol.address + symbol.offset != FIRST + i * STEP + 1)
			fail("offset and address do not fit", i);
		if (memchr(name, '\0', sizeof name) == NULL)
			fail("not terminated", i);
		kallsyms_get(i, &symbol, name, sizeof name);
		kallsyms_get(i + 128, &symbol, NULL, 0);
	}
	kallsyms_lookup_name("", &symbol);
	kallsyms_lookup(0, &symbol, NULL, 0);
	kallsyms_lookup(UINTPTR_MAX, &symbol, NULL, 0);
}

static uint32_t random_number(void)
{
	static uint32_t state = 2463534242;

	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state;
}

int main(void)
{
	static uint8_t intact[END];

	alarm(300);
	make_table();
	check_intact();
	memcpy(intact, arena, sizeof arena);

	/* Every byte, with values at the limits. */
	for (unsigned i = 0; i < END; i++) {
		static const uint8_t values[] = { 0, 1, 0x7f, 0x80, 0xff };

		for (unsigned v = 0; v < sizeof values; v++) {
			arena[i] = values[v];
			use();
		}
		arena[i] = intact[i];
	}
	check_intact();

	/* A length of two bytes of which the names have only the first. */
	put32(MARKERS, MARKERS - NAMES - 1);
	arena[MARKERS - 1] = 0xff;
	use();
	memcpy(arena, intact, sizeof arena);

	/* Many bytes at once. */
	for (unsigned round = 0; round < 20000; round++) {
		for (unsigned n = random_number() % 64; n > 0; n--)
			arena[random_number() % END] = (uint8_t)random_number();
		put32(NUM_SYMS, random_number() % 4 == 0 ? random_number() : random_number() % (COUNT + 2));
		use();
		if (round % 16 == 15)
			memcpy(arena, intact, sizeof arena);
	}

	/* Nothing at all, and a table of zeros. */
	memcpy(arena, intact, sizeof arena);
	put32(NUM_SYMS, 0);
	use();
	memset(arena, 0, sizeof arena);
	use();
	memset(arena, 0xff, sizeof arena);
	use();
	puts("damage_test: all ended well");
	return 0;
}
