/*
 * kallsyms.h - names for addresses and addresses for names, from the table of the image this is compiled into.
 *
 * SPDX-License-Identifier: MIT
 *
 * Freestanding C99 (and C++): no libc, no allocation, no state, no initialisation; safe in a signal or trap handler.
 * The image gets its table by linking with `kallsyms link`; without that, its table is empty.
 *
 *	struct kallsyms_symbol symbol;
 *	char name[KALLSYMS_NAME_LEN];
 *
 *	if (kallsyms_lookup(address, &symbol, name, sizeof name))
 *		printf("%s+0x%zx/0x%zx\n", name, symbol.offset, symbol.size);
 *	if (kallsyms_lookup_name("main", &symbol))
 *		printf("main is at 0x%zx\n", (size_t)symbol.address);
 *	int more = kallsyms_get(0, &symbol, name, sizeof name);
 *	for (; more; more = kallsyms_next(&symbol, name, sizeof name))
 *		printf("%zx %c %s\n", (size_t)symbol.address, symbol.type, name);
 *
 * A return address is that of the next instruction: look up `address - 1` for a caller, so that a call at the very end of a
 * function is not attributed to the next function.
 *
 * This reads the layout `image` (docs/format.md has every byte), the default of `kallsyms link` outside of kernels. Tables in a
 * kernel's layout are read by defining KALLSYMS_LAYOUT; see kallsyms_linux.h, which has the same functions.
 *
 * Nothing outside the table is read and every loop is bounded, whatever the table contains. Use kallsyms_check() to compare the
 * table with its checksum before trusting an image that may be damaged.
 */
#ifndef KALLSYMS_H
#define KALLSYMS_H

#ifdef KALLSYMS_LAYOUT
#include "kallsyms_linux.h"
#else

#include <stddef.h>
#include <stdint.h>

/* A buffer for C names; longer names are truncated to fit. */
#ifndef KALLSYMS_NAME_LEN
#define KALLSYMS_NAME_LEN 128
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* One symbol. Addresses are those of the running image. A Thumb function's has bit 0 clear. */
struct kallsyms_symbol {
	uintptr_t address;
	size_t size;    /* from the linker, if the table has sizes; otherwise up to the next higher address; 0 if there is none */
	size_t offset;  /* kallsyms_lookup: from `address` to the requested address; otherwise 0 */
	size_t index;   /* number of its entry, in address order */
	size_t length;  /* of the name, whether or not it fits the buffer */
	size_t next;    /* where the name of the next entry starts in the table */
	char type;      /* nm's letter */
};

/* The place of the table. Define another to read the table of another image at the address it was linked for. */
#ifndef KALLSYMS_TABLE
#ifdef __GNUC__
#define KALLSYMS_LABEL_ extern __attribute__((weak, visibility("hidden"))) const
#else
#define KALLSYMS_LABEL_ extern const
#endif
KALLSYMS_LABEL_ uint8_t kallsyms_table[];
KALLSYMS_LABEL_ uint8_t kallsyms_table_end[];
#undef KALLSYMS_LABEL_
#define KALLSYMS_TABLE kallsyms_table
#define KALLSYMS_TABLE_END kallsyms_table_end
#endif

#define KALLSYMS_HEADER_ 32
#define KALLSYMS_BLOCK_ 64
#define KALLSYMS_WIDE_ 1      /* flags: bases have 8 bytes */
#define KALLSYMS_NARROW_ 2    /* counters have 2 bytes */
#define KALLSYMS_SIZES_ 4
#define KALLSYMS_BY_NAME_ 8
#define KALLSYMS_BUILD_ID_ 16
#define KALLSYMS_TO_NEXT_ 0xffff
#define KALLSYMS_MAX_NAME_ 0xffff

/* The table and the places of its parts, which all lie between `start` and `end`. */
struct kallsyms_table_ {
	const uint8_t *start, *end;
	const uint8_t *bases, *firsts, *places, *offsets, *sizes, *by_name, *build_id, *alphabet, *tokens, *text, *names;
	size_t entries, blocks;
	unsigned base_size, counter_size, literals, token_count;
};

/* Numbers in a table are little-endian on every machine, and unaligned. */
static inline uintptr_t kallsyms_number_(const uint8_t *at, unsigned bytes)
{
	uintptr_t value = 0;

	while (bytes-- != 0)
		value = value << 8 | at[bytes];
	return value;
}

/* A number in an array; all arrays have as many elements as the table has entries or blocks. */
static inline size_t kallsyms_counter_(const struct kallsyms_table_ *table, const uint8_t *array, size_t index)
{
	return (size_t)kallsyms_number_(array + index * table->counter_size, table->counter_size);
}

static inline int kallsyms_open_(struct kallsyms_table_ *table)
{
	const uint8_t *start;
	uintptr_t from = (uintptr_t)KALLSYMS_TABLE, to = (uintptr_t)KALLSYMS_TABLE_END;
	size_t size, parts;
	unsigned flags;

#ifdef __GNUC__
	/*
	 * Compilers know that arrays are distinct and may conclude anything from comparing their places; and they would compute with the
	 * label itself, which is 0 in an image without a table, where what lies before it cannot be expressed.
	 */
	__asm__("" : "+r"(from), "+r"(to));
#endif
	start = (const uint8_t *)from;
	if (to <= from || to - from < KALLSYMS_HEADER_ || kallsyms_number_(start, 4) != 0x4d59534b || start[12] != 1)
		return 0;
	size = (size_t)kallsyms_number_(start + 8, 4);
	table->entries = (size_t)kallsyms_number_(start + 24, 4);
	table->blocks = (size_t)kallsyms_number_(start + 28, 4);
	/* The sums below cannot overflow: an entry takes three bytes and a block eight. */
	if (size > to - from || size > 0xfffffff || table->entries > size / 3 || table->blocks > size / 8)
		return 0;
	flags = start[13];
	table->base_size = flags & KALLSYMS_WIDE_ ? 8 : 4;
	table->counter_size = flags & KALLSYMS_NARROW_ ? 2 : 4;
	table->literals = start[14];
	parts = KALLSYMS_HEADER_;
	table->start = start;
	table->end = start + size;
	table->bases = start + parts;
	parts += table->blocks * table->base_size;
	table->firsts = start + parts;
	parts += table->blocks * table->counter_size;
	table->places = start + parts;
	parts += table->blocks * table->counter_size;
	table->offsets = start + parts;
	parts += table->entries * 2;
	table->sizes = flags & KALLSYMS_SIZES_ ? start + parts : NULL;
	parts += flags & KALLSYMS_SIZES_ ? table->entries * 2 : 0;
	table->by_name = flags & KALLSYMS_BY_NAME_ ? start + parts : NULL;
	parts += flags & KALLSYMS_BY_NAME_ ? table->entries * table->counter_size : 0;
	table->build_id = NULL;
	if (flags & KALLSYMS_BUILD_ID_ && parts < size) {
		table->build_id = start + parts;
		parts += 1 + (size_t)start[parts];
	}
	table->alphabet = start + parts;
	parts += table->literals;
	table->tokens = start + parts;
	table->token_count = start[15];
	parts += table->token_count * 2u;
	if (parts > size || table->literals + table->token_count > 256)
		return 0;
	table->text = start + parts;
	if (table->token_count != 0)
		parts += (size_t)kallsyms_number_(table->text - 2, 2);
	table->names = start + parts;
	return parts <= size && (table->entries == 0) == (table->blocks == 0);
}

/* The block that contains an entry. */
static inline size_t kallsyms_block_(const struct kallsyms_table_ *table, size_t index)
{
	size_t low = 0, high = table->blocks;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (kallsyms_counter_(table, table->firsts, middle) > index)
			high = middle;
		else
			low = middle;
	}
	return low;
}

static inline uintptr_t kallsyms_address_(const struct kallsyms_table_ *table, size_t index)
{
	uintptr_t base = kallsyms_number_(table->bases + kallsyms_block_(table, index) * table->base_size, table->base_size);

	if (table->base_size == 4)
		base = (uintptr_t)(int32_t)(uint32_t)base;
	return (uintptr_t)table->start + base + kallsyms_number_(table->offsets + index * 2, 2);
}

/* The first entry from an index on with a higher address than the given one; the number of entries if there is none. */
static inline size_t kallsyms_above_(const struct kallsyms_table_ *table, uintptr_t address, size_t low)
{
	size_t high = table->entries;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (kallsyms_address_(table, middle) > address)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* The string of a code; empty if the table is damaged there. */
struct kallsyms_string_ {
	const uint8_t *start, *end;
};

static inline struct kallsyms_string_ kallsyms_string_(const struct kallsyms_table_ *table, const uint8_t *code)
{
	struct kallsyms_string_ string;
	unsigned token = *code - table->literals;
	uintptr_t from, to;

	string.start = string.end = code;
	if (table->literals == 0) {
		string.end++;
	} else if (*code < table->literals) {
		string.start = table->alphabet + *code;
		string.end = string.start + 1;
	} else if (token < table->token_count) {
		from = token == 0 ? 0 : kallsyms_number_(table->tokens + token * 2 - 2, 2);
		to = kallsyms_number_(table->tokens + token * 2, 2);
		if (from < to && to <= (uintptr_t)(table->names - table->text)) {
			string.start = table->text + from;
			string.end = table->text + to;
		}
	}
	return string;
}

/* Decodes the codes of a name: the characters, then a byte below 0x20 that gives the type. */
struct kallsyms_text_ {
	const uint8_t *code;
	struct kallsyms_string_ string;
};

/* The next character; -1 if the table ends or is damaged there. */
static inline int kallsyms_getc_(const struct kallsyms_table_ *table, struct kallsyms_text_ *text)
{
	if (text->string.start == text->string.end) {
		if (text->code >= table->end)
			return -1;
		text->string = kallsyms_string_(table, text->code++);
		if (text->string.start == text->string.end)
			return -1;
	}
	return *text->string.start++;
}

/* The place after the name that starts at a place; a name ends with the code whose last character ends it. */
static inline const uint8_t *kallsyms_skip_(const struct kallsyms_table_ *table, const uint8_t *place)
{
	while (place < table->end) {
		struct kallsyms_string_ string = kallsyms_string_(table, place++);

		if (string.start == string.end)
			return table->end;
		if (string.end[-1] < 0x20)
			break;
	}
	return place;
}

static inline void kallsyms_seek_(const struct kallsyms_table_ *table, size_t index, struct kallsyms_text_ *text)
{
	size_t block = kallsyms_block_(table, index);
	size_t place = kallsyms_counter_(table, table->places, block);
	size_t skip = index - kallsyms_counter_(table, table->firsts, block);

	text->string.start = text->string.end = NULL;
	text->code = place < (size_t)(table->end - table->names) && skip < KALLSYMS_BLOCK_ ? table->names + place : table->end;
	while (skip-- != 0 && text->code < table->end)
		text->code = kallsyms_skip_(table, text->code);
}

/* Compares the name in the table with another, as strcmp does. */
static inline int kallsyms_compare_(const struct kallsyms_table_ *table, struct kallsyms_text_ *text, const char *name)
{
	const unsigned char *other = (const unsigned char *)name;
	int c;

	do {
		c = kallsyms_getc_(table, text);
		if (c < 0x20)
			return *other == 0 ? 0 : -1;
	} while (c == *other++);
	return c < other[-1] ? -1 : 1;
}

/* Fills in the symbol that `text` is at; 0 for the end of a stretch, which has no name. */
static inline int kallsyms_take_(const struct kallsyms_table_ *table, size_t index, struct kallsyms_text_ *text,
				 struct kallsyms_symbol *symbol, char *name, size_t capacity)
{
	static const char types[] = "TtDdBbRrWwVvAaSsGguinNpCc?";
	size_t length = 0, above;
	unsigned size;
	int c;

	while ((c = kallsyms_getc_(table, text)) >= 0x20 && length < KALLSYMS_MAX_NAME_) {
		if (length + 1 < capacity)
			name[length] = (char)c;
		length++;
	}
	if (capacity != 0)
		name[length < capacity ? length : capacity - 1] = '\0';
	symbol->index = index;
	symbol->next = (size_t)(text->code - table->start);
	if (c < 1 || c >= (int)sizeof types)
		return 0;
	symbol->type = types[c - 1];
	symbol->address = kallsyms_address_(table, index);
	size = table->sizes != NULL ? (unsigned)kallsyms_number_(table->sizes + index * 2, 2) : KALLSYMS_TO_NEXT_;
	above = kallsyms_above_(table, symbol->address, index + 1);
	symbol->size = size != KALLSYMS_TO_NEXT_ ? size
		: above < table->entries ? (size_t)(kallsyms_address_(table, above) - symbol->address) : 0;
	symbol->offset = 0;
	symbol->length = length;
	return 1;
}

/* The number of entries: symbols, and ends of stretches, for which kallsyms_get returns 0. */
static inline size_t kallsyms_count(void)
{
	struct kallsyms_table_ table;

	return kallsyms_open_(&table) ? table.entries : 0;
}

/*
 * All of the following return 1, or 0 if there is no such symbol or the table is damaged there. They write as much of the name as
 * fits `capacity` bytes, and always a NUL (nothing at all if `capacity` is 0). After a 0, the contents of `symbol` are meaningless.
 */

/* The symbol with a number below kallsyms_count(). */
static inline int kallsyms_get(size_t index, struct kallsyms_symbol *symbol, char *name, size_t capacity)
{
	struct kallsyms_table_ table;
	struct kallsyms_text_ text;

	if (capacity != 0)
		name[0] = '\0';
	if (!kallsyms_open_(&table) || index >= table.entries)
		return 0;
	kallsyms_seek_(&table, index, &text);
	return kallsyms_take_(&table, index, &text, symbol, name, capacity);
}

/* The symbol after `symbol`, which was filled in by one of these functions. */
static inline int kallsyms_next(struct kallsyms_symbol *symbol, char *name, size_t capacity)
{
	struct kallsyms_table_ table;
	struct kallsyms_text_ text;

	if (capacity != 0)
		name[0] = '\0';
	if (!kallsyms_open_(&table))
		return 0;
	while (symbol->index < table.entries && ++symbol->index < table.entries) {
		text.string.start = text.string.end = NULL;
		text.code = symbol->next < (size_t)(table.end - table.start) ? table.start + symbol->next : table.end;
		if (kallsyms_take_(&table, symbol->index, &text, symbol, name, capacity))
			return 1;
		if (text.string.start != text.string.end || text.code >= table.end)
			return 0;
	}
	return 0;
}

/* The symbol that contains an address: of several at one address, the first. */
static inline int kallsyms_lookup(uintptr_t address, struct kallsyms_symbol *symbol, char *name, size_t capacity)
{
	struct kallsyms_table_ table;
	struct kallsyms_text_ text;
	uintptr_t start;
	size_t first;

	if (capacity != 0)
		name[0] = '\0';
	if (!kallsyms_open_(&table))
		return 0;
	first = kallsyms_above_(&table, address, 0);
	if (first == 0)
		return 0;
	start = kallsyms_address_(&table, first - 1);
	first = start == 0 ? 0 : kallsyms_above_(&table, start - 1, 0);
	if (first >= table.entries || kallsyms_address_(&table, first) != start)
		return 0; /* not sorted */
	kallsyms_seek_(&table, first, &text);
	/* The end of a stretch comes before a symbol that begins there. */
	if (!kallsyms_take_(&table, first, &text, symbol, name, capacity)
	    && !(kallsyms_next(symbol, name, capacity) && symbol->address == start)) {
		if (capacity != 0)
			name[0] = '\0';
		return 0;
	}
	symbol->offset = (size_t)(address - start);
	if (symbol->offset <= symbol->size || symbol->size == 0 || table.sizes == NULL)
		return 1;
	if (capacity != 0)
		name[0] = '\0';
	return 0;
}

/* The symbol with a name, the one at the lowest address if there are several. Without an index by name all names are read. */
static inline int kallsyms_lookup_name(const char *name, struct kallsyms_symbol *symbol)
{
	struct kallsyms_table_ table;
	struct kallsyms_text_ text;
	size_t low = 0, high, found;

	if (!kallsyms_open_(&table) || *name == '\0')
		return 0;
	high = found = table.entries;
	if (table.by_name == NULL) {
		const uint8_t *place = table.names;

		for (; low < high && place < table.end; low++) {
			text.code = place;
			text.string.start = text.string.end = NULL;
			if (kallsyms_compare_(&table, &text, name) == 0)
				return kallsyms_get(low, symbol, NULL, 0);
			place = kallsyms_skip_(&table, place);
		}
		return 0;
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		size_t number = kallsyms_counter_(&table, table.by_name, middle);
		int order;

		if (number >= table.entries)
			return 0;
		kallsyms_seek_(&table, number, &text);
		order = kallsyms_compare_(&table, &text, name);
		if (order < 0) {
			low = middle + 1;
		} else {
			high = middle;
			if (order == 0)
				found = number;
		}
	}
	return found < table.entries && kallsyms_get(found, symbol, NULL, 0);
}

/* The build id of the image, with its length in bytes; NULL if the table has none. */
static inline const uint8_t *kallsyms_build_id(size_t *length)
{
	struct kallsyms_table_ table;

	if (!kallsyms_open_(&table) || table.build_id == NULL)
		return NULL;
	*length = *table.build_id;
	return table.build_id + 1;
}

/* 1 if there is a table and its checksum matches (CRC-32, as in zlib): nothing in it has changed since it was made. */
static inline int kallsyms_check(void)
{
	struct kallsyms_table_ table;
	uint32_t crc = 0xffffffff;
	const uint8_t *at;
	int bit;

	if (!kallsyms_open_(&table))
		return 0;
	for (at = table.start + 8; at < table.end; at++) {
		crc ^= *at;
		for (bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return (crc ^ 0xffffffff) == (uint32_t)kallsyms_number_(table.start + 4, 4);
}

#undef KALLSYMS_HEADER_
#undef KALLSYMS_BLOCK_
#undef KALLSYMS_WIDE_
#undef KALLSYMS_NARROW_
#undef KALLSYMS_SIZES_
#undef KALLSYMS_BY_NAME_
#undef KALLSYMS_BUILD_ID_
#undef KALLSYMS_TO_NEXT_
#undef KALLSYMS_MAX_NAME_

#ifdef __cplusplus
}
#endif

#endif /* KALLSYMS_LAYOUT */
#endif
