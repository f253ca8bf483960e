#ifndef BACKTRACE_H
#define BACKTRACE_H

/* Prints the calls that led here, innermost first. */
void backtrace_print(void);

/* Prints the address of a function or variable, by its name. */
void backtrace_find(const char *name);

#endif
