#ifndef CRASH_H
#define CRASH_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Has the program print the names of the calls on its stack when it crashes. */
void crash_handler_install(void);

/* Prints the place of an address; returns whether the calls that led there belong to this program and are not yet main. */
int print_call(uintptr_t address);

#ifdef __cplusplus
}
#endif

#endif
