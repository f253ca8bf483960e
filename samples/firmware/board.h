/* What main.c must know of the board that it is compiled for. */
#ifndef BOARD_H
#define BOARD_H

#include "names.h"

#if defined(__thumb__)
#define THUMB_BIT 1
/* An undefined instruction of two bytes. */
static inline void crash(void)
{
	__asm__ volatile("udf #0" : : : "memory");
}
#else
#define THUMB_BIT 0
#endif

#if defined(__arm__) && !defined(__thumb__)
/* Follows the unwind tables from here on; see cortex-a.c. */
void print_unwound(void);
#endif

#endif
