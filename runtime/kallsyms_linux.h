/*
 * kallsyms_linux.h - the functions of kallsyms.h for a table in the layout of a kernel release. Define KALLSYMS_LAYOUT and include
 * kallsyms.h, which includes this.
 *
 * SPDX-License-Identifier: MIT
 *
 * Freestanding C99 (and C++): no libc, no allocation, no state, no initialisation; safe in a signal or trap handler.
 * The image gets its table, and the labels that this header refers to, by linking with `kallsyms link --layout linux-X.Y`.
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
 * KALLSYMS_LAYOUT says which kernel release's layout the table has, as major * 100 + minor:
 *
 *	kallsyms link --layout   KALLSYMS_LAYOUT   addresses by default           unlike newer ones
 *	linux-7.0                700               place-relative, or direct in
 *	                                           32-bit images at a fixed place
 *	linux-6.15, linux-6.4    615, 604          base-relative
 *	linux-6.2                602               base-relative                  addresses lie before the names
 *	linux-6.1                601               base-relative                  no index by name: lookups are linear
 *	linux-5.0, linux-4.20    500, 420          base-relative                  lengths of names take one byte
 *	linux-4.6                406               base-relative                  num_syms and markers address-sized
 *	linux-2.6.10             206               absolute
 *
 * Define KALLSYMS_ENCODING as one of the five below if addresses are encoded differently: with `--encoding` or
 * `--percpu-absolute`, or in a 32-bit image at a fixed place whose code was compiled to be position-independent, as by many
 * compilers unless given -fno-pie (KALLSYMS_DIRECT). `kallsyms link -v` prints the encoding. A table of another layout is
 * treated as empty wherever that can be detected. Tables with `--lto-clang` are not searched by name.
 */
#ifndef KALLSYMS_LINUX_H
#define KALLSYMS_LINUX_H

#include <stddef.h>
#include <stdint.h>

#define KALLSYMS_ABSOLUTE 1         /* addresses[i] */
#define KALLSYMS_BASE_RELATIVE 2    /* relative_base + offsets[i], unsigned */
#define KALLSYMS_PERCPU_ABSOLUTE 3  /* offsets[i], or relative_base - 1 - offsets[i] where that is negative */
#define KALLSYMS_PLACE_RELATIVE 4   /* &offsets[i] + offsets[i], signed */
#define KALLSYMS_DIRECT 5           /* offsets[i], unsigned */

#ifndef KALLSYMS_ENCODING
#if KALLSYMS_LAYOUT < 406
#define KALLSYMS_ENCODING KALLSYMS_ABSOLUTE
#elif KALLSYMS_LAYOUT < 700
#define KALLSYMS_ENCODING KALLSYMS_BASE_RELATIVE
#elif UINTPTR_MAX > 0xffffffff || defined(__PIE__) || (defined(__PIC__) && !defined(__mips__))
/* All of MIPS' code for Linux is position-independent, whether or not the image is. */
#define KALLSYMS_ENCODING KALLSYMS_PLACE_RELATIVE
#else
#define KALLSYMS_ENCODING KALLSYMS_DIRECT
#endif
#endif

/* A buffer large enough for any name and its NUL. */
#define KALLSYMS_NAME_LEN 512

#ifdef __cplusplus
extern "C" {
#endif

/* One symbol. Addresses are those of the running image. A Thumb function's has bit 0 clear. */
struct kallsyms_symbol {
	uintptr_t address;
	size_t size;    /* to the next higher address in the table; 0 if there is none */
	size_t offset;  /* kallsyms_lookup: from `address` to the requested address; otherwise 0 */
	size_t index;   /* its number, in address order */
	size_t length;  /* of the name, whether or not it fits the buffer */
	size_t next;    /* where the name of the next symbol starts in the table */
	char type;      /* nm's letter */
};

/*
 * The labels of the table, hidden because each image has its own. All are arrays of unknown size: the compiler might expect a
 * single number in the small-data section.
 */
#ifdef __GNUC__
#define KALLSYMS_LABEL_ extern __attribute__((visibility("hidden"))) const
#else
#define KALLSYMS_LABEL_ extern const
#endif

#if KALLSYMS_LAYOUT < 420
typedef uintptr_t kallsyms_counter_;
#else
typedef uint32_t kallsyms_counter_;
#endif

KALLSYMS_LABEL_ kallsyms_counter_ kallsyms_num_syms[];
KALLSYMS_LABEL_ uint8_t kallsyms_names[];
KALLSYMS_LABEL_ kallsyms_counter_ kallsyms_markers[];
KALLSYMS_LABEL_ char kallsyms_token_table[];
KALLSYMS_LABEL_ uint16_t kallsyms_token_index[];
#if KALLSYMS_ENCODING == KALLSYMS_ABSOLUTE
KALLSYMS_LABEL_ uintptr_t kallsyms_addresses[];
#else
KALLSYMS_LABEL_ int32_t kallsyms_offsets[];
#endif
#if KALLSYMS_ENCODING == KALLSYMS_BASE_RELATIVE || KALLSYMS_ENCODING == KALLSYMS_PERCPU_ABSOLUTE
KALLSYMS_LABEL_ uintptr_t kallsyms_relative_base[];
#endif
#if KALLSYMS_LAYOUT >= 602
KALLSYMS_LABEL_ uint8_t kallsyms_seqs_of_names[];
#endif

/* Each sub-table ends where the next one starts, or earlier; only the end of the last one is unknown. */
#if KALLSYMS_ENCODING == KALLSYMS_ABSOLUTE
#define KALLSYMS_ENTRIES_ kallsyms_addresses
#else
#define KALLSYMS_ENTRIES_ kallsyms_offsets
#endif
#if KALLSYMS_ENCODING == KALLSYMS_BASE_RELATIVE || KALLSYMS_ENCODING == KALLSYMS_PERCPU_ABSOLUTE
#define KALLSYMS_ENTRIES_END_ kallsyms_relative_base
#elif KALLSYMS_LAYOUT < 604
#define KALLSYMS_ENTRIES_END_ kallsyms_num_syms
#else
#define KALLSYMS_ENTRIES_END_ kallsyms_seqs_of_names
#endif
#if KALLSYMS_LAYOUT >= 602 && KALLSYMS_LAYOUT < 604
#define KALLSYMS_MARKERS_END_ kallsyms_seqs_of_names
#else
#define KALLSYMS_MARKERS_END_ kallsyms_token_table
#endif

/* The number of bytes between two labels. Since arrays are distinct, compilers may infer anything from comparing their places. */
static inline size_t kallsyms_room_(const void *start, const void *end)
{
	uintptr_t from = (uintptr_t)start, to = (uintptr_t)end;

#ifdef __GNUC__
	__asm__("" : "+r"(from), "+r"(to));
#endif
	return to > from ? (size_t)(to - from) : 0;
}

/* The number of symbols; also 0 if the sub-tables have no room for as many as the table claims. */
static inline size_t kallsyms_count(void)
{
	size_t count = (size_t)kallsyms_num_syms[0];

	if (count > kallsyms_room_(KALLSYMS_ENTRIES_, KALLSYMS_ENTRIES_END_) / sizeof KALLSYMS_ENTRIES_[0])
		return 0;
	if ((count + 255) / 256 > kallsyms_room_(kallsyms_markers, KALLSYMS_MARKERS_END_) / sizeof kallsyms_markers[0])
		return 0;
#if KALLSYMS_LAYOUT >= 602 && KALLSYMS_LAYOUT < 604
	if (count > kallsyms_room_(kallsyms_seqs_of_names, kallsyms_token_table) / 3)
		return 0;
#endif
	return count;
}

static inline uintptr_t kallsyms_address_(size_t index)
{
#if KALLSYMS_ENCODING == KALLSYMS_ABSOLUTE
	return kallsyms_addresses[index];
#elif KALLSYMS_ENCODING == KALLSYMS_BASE_RELATIVE
	return kallsyms_relative_base[0] + (uint32_t)kallsyms_offsets[index];
#elif KALLSYMS_ENCODING == KALLSYMS_PERCPU_ABSOLUTE
	uintptr_t value = (uintptr_t)(intptr_t)kallsyms_offsets[index];

	return kallsyms_offsets[index] >= 0 ? value : kallsyms_relative_base[0] - 1 - value;
#elif KALLSYMS_ENCODING == KALLSYMS_PLACE_RELATIVE
	return (uintptr_t)&kallsyms_offsets[index] + (uintptr_t)(intptr_t)kallsyms_offsets[index];
#else
	return (uint32_t)kallsyms_offsets[index];
#endif
}

/* The first symbol in [low, high) with a higher address than the given one, or `high`. */
static inline size_t kallsyms_above_(uintptr_t address, size_t low, size_t high)
{
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (kallsyms_address_(middle) > address)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

/* Decodes an entry of kallsyms_names: codes, each of which is a token of the text. */
struct kallsyms_text_ {
	size_t code, codes_end;    /* in kallsyms_names */
	size_t token, tokens_end;  /* in kallsyms_token_table */
};

/* Starts to read the entry at a place in kallsyms_names. */
static inline int kallsyms_open_(size_t place, struct kallsyms_text_ *text)
{
	size_t room = kallsyms_room_(kallsyms_names, kallsyms_markers);
	size_t length;

	if (place >= room)
		return 0;
	length = kallsyms_names[place++];
#if KALLSYMS_LAYOUT >= 601
	if (length & 0x80) {
		if (place >= room)
			return 0;
		length = (length & 0x7f) | (size_t)kallsyms_names[place++] << 7;
	}
#endif
	if (length > room - place)
		return 0;
	text->code = place;
	text->codes_end = place + length;
	text->tokens_end = kallsyms_room_(kallsyms_token_table, kallsyms_token_index);
	text->token = text->tokens_end;
	return 1;
}

/* Starts to read the entry of a symbol. Markers locate every 256th entry; the others are found from there. */
static inline int kallsyms_seek_(size_t index, struct kallsyms_text_ *text)
{
	size_t place = (size_t)kallsyms_markers[index / 256];
	size_t skip = index % 256;

	while (kallsyms_open_(place, text)) {
		if (skip-- == 0)
			return 1;
		place = text->codes_end;
	}
	return 0;
}

/* The next character, or -1 at the end: first the type letter, then the name. */
static inline int kallsyms_getc_(struct kallsyms_text_ *text)
{
	for (;;) {
		if (text->token < text->tokens_end && kallsyms_token_table[text->token] != '\0')
			return (unsigned char)kallsyms_token_table[text->token++];
		if (text->code == text->codes_end)
			return -1;
		text->token = kallsyms_token_index[kallsyms_names[text->code++]];
	}
}

/* Compares the name in the table with another, as strcmp does. */
static inline int kallsyms_compare_(struct kallsyms_text_ *text, const char *name)
{
	const unsigned char *other = (const unsigned char *)name;
	int c;

	(void)kallsyms_getc_(text);
	do {
		c = kallsyms_getc_(text);
		if (c < 0)
			return *other == 0 ? 0 : -1;
	} while (c == *other++);
	return c < other[-1] ? -1 : 1;
}

/* Fills in the symbol that `text` was opened for. */
static inline int kallsyms_take_(size_t index, struct kallsyms_text_ *text, struct kallsyms_symbol *symbol, char *name,
				 size_t capacity)
{
	size_t count = kallsyms_count(), above, length = 0;
	int c = kallsyms_getc_(text);

	if (c < 0)
		return 0;
	symbol->type = (char)c;
	while ((c = kallsyms_getc_(text)) >= 0) {
		if (length + 1 < capacity)
			name[length] = (char)c;
		length++;
	}
	if (capacity != 0)
		name[length < capacity ? length : capacity - 1] = '\0';
	symbol->address = kallsyms_address_(index);
	above = kallsyms_above_(symbol->address, index + 1, count);
	symbol->size = above < count ? (size_t)(kallsyms_address_(above) - symbol->address) : 0;
	symbol->offset = 0;
	symbol->index = index;
	symbol->length = length;
	symbol->next = text->codes_end;
	return 1;
}

/*
 * All of the following return 1, or 0 if there is no such symbol or the table is damaged there. They write as much of the name as
 * fits `capacity` bytes, and always a NUL (nothing at all if `capacity` is 0). After a 0, the contents of `symbol` are meaningless.
 */

/* The symbol with a number below kallsyms_count(). */
static inline int kallsyms_get(size_t index, struct kallsyms_symbol *symbol, char *name, size_t capacity)
{
	struct kallsyms_text_ text;

	if (capacity != 0)
		name[0] = '\0';
	return index < kallsyms_count() && kallsyms_seek_(index, &text) && kallsyms_take_(index, &text, symbol, name, capacity);
}

/* The symbol after `symbol`, which was filled in by one of these functions. */
static inline int kallsyms_next(struct kallsyms_symbol *symbol, char *name, size_t capacity)
{
	struct kallsyms_text_ text;
	size_t index = symbol->index + 1;

	if (capacity != 0)
		name[0] = '\0';
	return index < kallsyms_count() && kallsyms_open_(symbol->next, &text) && kallsyms_take_(index, &text, symbol, name, capacity);
}

/*
 * The symbol that contains an address: the last one at or below it, and of several at one place the first. Since the end of the
 * last symbol is unknown, that one contains only its own address.
 */
static inline int kallsyms_lookup(uintptr_t address, struct kallsyms_symbol *symbol, char *name, size_t capacity)
{
	size_t count = kallsyms_count();
	size_t above = kallsyms_above_(address, 0, count);
	size_t first;
	uintptr_t start;

	if (capacity != 0)
		name[0] = '\0';
	if (above == 0)
		return 0;
	start = kallsyms_address_(above - 1);
	if (above == count && start != address)
		return 0;
	first = start == 0 ? 0 : kallsyms_above_(start - 1, 0, above - 1);
	/* Differs only if the addresses are not sorted. */
	if (kallsyms_address_(first) != start || !kallsyms_get(first, symbol, name, capacity))
		return 0;
	symbol->offset = (size_t)(address - start);
	return 1;
}

/* The symbol with a name, the one at the lowest address if there are several. */
static inline int kallsyms_lookup_name(const char *name, struct kallsyms_symbol *symbol)
{
	size_t count = kallsyms_count();
	struct kallsyms_text_ text;
#if KALLSYMS_LAYOUT >= 602
	size_t low = 0, high = count, index = 0;
	int found = 0;

	/* kallsyms_seqs_of_names numbers the symbols in the order of their names, then addresses: 3 bytes each, big-endian. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const uint8_t *seq = &kallsyms_seqs_of_names[middle * 3];
		size_t number = (size_t)seq[0] << 16 | (size_t)seq[1] << 8 | seq[2];
		int order;

		if (number >= count || !kallsyms_seek_(number, &text))
			return 0;
		order = kallsyms_compare_(&text, name);
		if (order < 0) {
			low = middle + 1;
		} else {
			high = middle;
			found = order == 0;
			index = number;
		}
	}
	return found && kallsyms_get(index, symbol, NULL, 0);
#else
	size_t place = 0, index;

	for (index = 0; index < count && kallsyms_open_(place, &text); index++) {
		place = text.codes_end;
		if (kallsyms_compare_(&text, name) == 0)
			return kallsyms_get(index, symbol, NULL, 0);
	}
	return 0;
#endif
}

#undef KALLSYMS_LABEL_
#undef KALLSYMS_ENTRIES_
#undef KALLSYMS_ENTRIES_END_
#undef KALLSYMS_MARKERS_END_

#ifdef __cplusplus
}
#endif

#endif
