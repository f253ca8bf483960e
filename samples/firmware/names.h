/* Prints a call trace with names: what a fault handler of a firmware needs, and nothing else. */
#ifndef NAMES_H
#define NAMES_H

#include <stddef.h>
#include <stdint.h>

/* The board: one character on its console, and the end of the run. */
void board_putc(char c);
void board_exit(void) __attribute__((noreturn));

void print(const char *text);

/* "  name+0x12/0x40", or the address where it has no name. */
void print_place(uintptr_t address);

/* Follows the frame pointers from the caller on; `main` is the end. */
void print_trace(const uintptr_t *frame);

/* Every symbol in the table: "address type name". */
void print_table(void);

#endif
